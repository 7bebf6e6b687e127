"""Root addresses: bokmål at /…, nynorsk at /nn/…; the casework first, pages last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from workflows.accounts import oidc

from . import sitemap, views
from .refusals import guard
from .search.views import search

handler400 = "workflows.ui.errors.handler400"
handler403 = "workflows.ui.errors.handler403"
handler404 = "workflows.ui.errors.handler404"
handler500 = "workflows.ui.errors.handler500"

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    # Accounts are allauth's, also for editors: one log-in, with the second factor.
    path("cms/login/", to_login),
    path("cms/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("_util/login/", to_login),
    path("cms/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, guard))),
    path("sitemap.xml", sitemap.addresses, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("dokumenter/", include(wagtaildocs_urls)),
    *i18n_patterns(
        # Before allauth's own, under the same names: they demand more of what a provider says.
        path("konto/oidc/<slug:provider_id>/login/", oidc.login, name="openid_connect_login"),
        path("konto/oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
        path("konto/", include("allauth.urls")),
        path("regel/<str:code>/", views.rule, name="rule"),
        path("sok/", search, name="search"),
        path("", include("workflows.urls")),
        path("", include("imports.urls")),
        re_path(wagtail_urls.serve_pattern, views.page, name="wagtail_serve"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
