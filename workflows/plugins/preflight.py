"""`python -m workflows.plugins.preflight`: start the site with a plugin it does not trust yet, and say how it went.

Says `ok`, or in one line what is wrong. No database is asked, and nothing is kept.
"""

import sys

from django.utils.translation import gettext_noop as _


def main() -> str:
    """Return what keeps the last of the plugins on trial from joining; `ok` for nothing."""
    import django
    from django.apps import apps
    from django.conf import settings

    tried = settings.PLUGINS[-1]
    if tried.reason:
        return str(tried.reason)
    django.setup()
    from django.core.checks import run_checks
    from django.urls import get_resolver

    from .loading import PluginConfig, quarantined

    config = next((each for each in apps.get_app_configs() if each.name == tried.module), None)
    if not isinstance(config, PluginConfig):
        return _("its apps.py has no PluginConfig")
    if reason := quarantined().get(tried.id):
        return reason
    _patterns = get_resolver().url_patterns
    faults = [check.msg for check in run_checks(app_configs=[config]) if check.is_serious()]
    return faults[0] if faults else "ok"


if __name__ == "__main__":
    try:
        verdict = main()
    except BaseException as error:  # noqa: BLE001  (whatever it does while it is imported)
        verdict = f"{type(error).__name__}: {error}".splitlines()[0]
    print(verdict)  # noqa: T201  (this is what it says)
    sys.exit(0 if verdict == "ok" else 1)
