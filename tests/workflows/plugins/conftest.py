"""Plugins of the tests: those under tests/plugins, joined for one test, and packages written on the spot."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.urls import include, path
from django.utils.functional import SimpleLazyObject

from cms import urls as site
from workflows.plugins import loading, standing
from workflows.plugins import urls as plugin_urls
from workflows.plugins.finding import GROUP, Found
from workflows.plugins.manifest import read
from workflows.registry import changed_for_a_while

PLUGINS = Path(__file__).parents[2] / "plugins"
MANIFEST = """
id = "{id}"
version = "1.0"
api = ">=1,<2"
provides = ["facts"]
name = {{ nb = "Prøve", nn = "Prøve" }}
stores = {{ nb = "Ingenting.", nn = "Ingenting." }}
{more}
"""
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let how plugins stand be read anew in each test: what another has read moments ago is of other rows."""
    monkeypatch.setattr(standing, "_read", standing._Read())
    monkeypatch.setattr(standing, "REREAD", 0)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Return a function that writes an installed package with its distribution, as `pip install` would leave it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def make(id: str, *, manifest: str = "", version: str = "1.0", more: str = "", **files: str) -> Path:
        package = tmp_path / id
        package.mkdir()
        told = {"__init__": "", **files}
        for name, text in told.items():
            (package / f"{name}.py").write_text(text)
        (package / "plugin.toml").write_text(manifest or MANIFEST.format(id=id, more=more))
        info = tmp_path / f"{id}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {id}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{id} = {id}\n")
        invalidate_caches()
        return package

    yield make
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
def join(settings: Any, monkeypatch: pytest.MonkeyPatch, read_anew: None) -> Iterator[Callable[[str], Any]]:
    """Return a function that lets plugins of ours join for this test, and gives the package of the last."""
    monkeypatch.setattr(loading, "_failed", {})
    monkeypatch.setattr(loading, "_configs", {})
    settings.PLUGINS = ()
    with changed_for_a_while():

        def joined(id: str) -> Any:
            monkeypatch.syspath_prepend(str(PLUGINS / id))
            manifest = read(PLUGINS / id / id / "plugin.toml")
            settings.PLUGINS = (*settings.PLUGINS, Found(id, id, manifest, manifest.version))
            apps = import_module(f"{id}.apps")
            config = next(each for each in vars(apps).values() if getattr(each, "default", None) is True)
            package = import_module(id)
            config(id, package).ready()
            assert loading.quarantined() == {}
            return package

        yield joined


@pytest.fixture
def plugins_addresses(settings: Any, join: Callable[[str], Any]) -> None:
    """Serve the addresses of the plugins that join in this test, as the site does of those it begins with."""
    root = ModuleType("root")
    root.__dict__.update(vars(site))
    root.urlpatterns = SimpleLazyObject(  # type: ignore[attr-defined]
        lambda: [path("p/", include(list(plugin_urls.patterns()))), *site.urlpatterns]
    )
    settings.ROOT_URLCONF = root
