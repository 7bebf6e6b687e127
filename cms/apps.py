"""The site: what people read and write."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Pages, publishing and the root of the site."""

    name = "cms"
    verbose_name = "Nettverksmidler: pages"

    def ready(self) -> None:
        """Stand at every way a page can be taken away, keep public pages and what is found fresh, make the groups."""
        from . import access, announcing, cache, publishing, sections
        from . import scheduling as _scheduling  # noqa: F401  (importing registers its chore)
        from .editions import reminding
        from .review import setup
        from .schemes import publishing as schemes
        from .search import index

        publishing.connect()
        announcing.connect()
        schemes.connect()
        sections.connect()
        cache.connect()
        access.connect()
        setup.connect()
        reminding.connect()
        index.connect()
