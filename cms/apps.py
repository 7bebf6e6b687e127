"""The site: what people read and write."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Pages, publishing and the root of the site."""

    name = "cms"
    verbose_name = "Nettverksmidler: pages"

    def ready(self) -> None:
        """Stand at every way a page can be taken away, keep public pages and the search index
        fresh, make the editors' groups."""
        from . import access, cache, publishing
        from .search import index

        publishing.connect()
        cache.connect()
        access.connect()
        index.connect()
