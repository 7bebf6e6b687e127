"""The contract every plugin keeps, as tests: mix `PluginContract` into a test case, name the plugin, and run it.

    class TestRainfall(PluginContract, TestCase):
        plugin = "rainfall"

Run where the plugin is installed and allowed: `PLUGINS=rainfall TESTING=1 python -m pytest`.
"""

from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import URLPattern

from workflows import clock
from workflows.directory.models import Role, RoleAssignment, User
from workflows.registry import registered_by

from . import standing, urls
from .brought import provided
from .finding import Found
from .forms import settings_form
from .fuse import sabotaged
from .loading import known, quarantined
from .manifest import PUBLIC, Manifest
from .migrating import left_behind
from .models import PluginActivation


def on_everywhere(plugin: str) -> None:
    """Switch a plugin on in all schemes at all offices, as an administrator does."""
    PluginActivation.objects.get_or_create(plugin=plugin, scheme="", office=None)
    standing.forget()


class PluginContract:
    """What is demanded of any plugin. `pages` are addresses of the site that must answer whatever the plugin does."""

    plugin: ClassVar[str]
    pages: ClassVar[tuple[str, ...]] = ("/", "/saker/", "/oppgaver/", "/varsler/", "/tillegg/", "/midler/")
    administrator: User

    def setUp(self) -> None:
        """Sign in as an administrator, and switch the plugin on everywhere."""
        standing.forget()
        self.administrator = User.objects.create_user(
            "contract", email="contract@example.org", is_active=True
        )
        for role in (Role.ADMINISTRATOR, Role.FUND_MANAGER):
            RoleAssignment.objects.create(user=self.administrator, role=role, valid_from=clock.today())
        totp = Authenticator.Type.TOTP
        Authenticator.objects.create(user=self.administrator, type=totp, data={"secret": ""})
        on_everywhere(self.plugin)
        self.browser = Client()
        self.browser.force_login(self.administrator)

    @property
    def found(self) -> Found:
        """Return the plugin as it was found."""
        return known()[self.plugin]

    @property
    def manifest(self) -> Manifest:
        """Return what it says of itself."""
        assert self.found.manifest is not None
        return self.found.manifest

    def test_it_joins_and_brings_what_it_says(self) -> None:
        """It is in no quarantine, and what it registers is what its manifest says it provides."""
        assert self.plugin not in quarantined()
        brought = provided(registered_by(self.plugin))
        said = set(self.manifest.provides) - {"schemes", "addresses"}
        assert brought == said

    def test_settings_go_round(self) -> None:
        """The settings' defaults pass their own form, and come out as they went in."""
        form_class, defaults = settings_form(self.manifest), self.manifest.defaults()
        form = form_class(initial=defaults)
        typed = {name: form[name].value() for name in form.fields}
        bound = form_class({name: _typed(value) for name, value in typed.items()})
        assert bound.errors == {}
        assert bound.cleaned_data == defaults

    def test_no_address_is_open_that_the_manifest_does_not_open(self) -> None:
        """Whoever is not signed in gets no further than the log-in, but where the manifest says `public`."""
        for address in self._addresses():
            answer = Client().get(address[1])
            public = (self.manifest.access or {})[address[0]] == PUBLIC
            assert (answer.status_code == 302) == (not public), address

    def test_migrations_are_there_and_can_be_undone(self) -> None:
        """Models and migrations agree; run forwards, backwards and forwards again, they leave what they found."""
        if not apps.is_installed(self.found.module):
            return
        label = next(each.label for each in apps.get_app_configs() if each.name == self.found.module)
        call_command("makemigrations", label, check=True, dry_run=True, stdout=StringIO())
        own = [each for (app, _), each in MigrationLoader(None).disk_migrations.items() if app == label]
        stuck = [str(each) for each in own for step in each.operations if not step.reversible]
        assert stuck == []
        assert not own or left_behind(label) == [], "its migrations do not leave what they found"

    def test_translations_can_be_compiled(self) -> None:
        """A plugin with catalogues has all its texts in bokmål and nynorsk, with the same placeholders."""
        package = Path(str(import_module(self.found.module).__file__)).parent
        if not (package / "locale").is_dir():
            return  # its texts are shown as they are written
        call_command("messages", check=True, of=[package], stdout=StringIO())
        for path in (package / "locale").glob("*/LC_MESSAGES/*.po"):
            with path.open("rb") as file:
                write_mo(BytesIO(), read_po(file, locale=path.parents[1].name))

    def test_pages_answer_when_it_is_switched_off(self) -> None:
        """The site is as it is without it."""
        PluginActivation.objects.all().delete()
        standing.forget()
        self._all_answer()

    def test_pages_answer_when_every_hook_fails(self) -> None:
        """Every page answers 200, and the failures are counted."""
        with sabotaged(self.plugin):
            self._all_answer()
            for _name, url in self._addresses():
                assert self.browser.get(url).status_code == 200, url

    def more_pages(self) -> tuple[str, ...]:
        """Return further addresses that must answer, such as a case's."""
        return ()

    def _all_answer(self) -> None:
        for url in (*self.pages, f"/tillegg/{self.plugin}/", *self.more_pages()):
            assert self.browser.get(url).status_code in ((200, 404) if url == "/" else (200,)), url

    def _addresses(self) -> list[tuple[str, str]]:
        """Return the plugin's addresses without holes, by name."""
        if "addresses" not in self.manifest.provides:
            return []
        found: list[URLPattern] = list(urls.guarded_patterns(self.found))
        return [
            (str(each.name), f"/p/{self.plugin}/{each.pattern}")
            for each in found
            if "<" not in str(each.pattern)
        ]


def _typed(value: Any) -> str:
    return "" if value is None else str(value)
