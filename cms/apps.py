"""The site: what people read and write."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Pages, publishing and the root of the site."""

    name = "cms"
    verbose_name = "Nettverksmidler: pages"
