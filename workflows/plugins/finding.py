"""Which plugins there are: those that the settings allow, found by their entry points, each with a verdict.

A plugin that is missing, doubled, broken or made for another version of us is put in quarantine with its reason: the
site starts without it, and nothing of it is imported.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext_noop as _

from .manifest import API, BadManifest, Manifest, read
from .reasons import Reason

GROUP = "nettverksmidler.plugins"
TRIED = "PLUGINS_PREFLIGHT"  # in the environment of a pre-flight: whom it loads, the last of them to be tried
PATIENCE = 120  # seconds a pre-flight may take
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Found:
    """An allowed plugin: where it lies, what it says of itself, and why it is in quarantine, if it is."""

    id: str
    module: str = ""
    manifest: Manifest | None = None
    version: str = ""
    digest: str = ""
    reason: str = Reason("")


def find(allowed: Sequence[str], var_dir: Path) -> tuple[Found, ...]:
    """Return the allowed plugins in their order, each looked at, and tried together with those before it."""
    trying = os.environ.get(TRIED)
    if trying is not None:
        return tuple(look_at(id) for id in trying.split(",") if id)
    found: list[Found] = []
    for id in dict.fromkeys(allowed):
        each = look_at(id)
        if not each.reason:
            each = replace(each, reason=_tried([*(one for one in found if not one.reason), each], var_dir))
        found.append(each)
    return tuple(found)


def look_at(id: str) -> Found:
    """Return what can be said of a plugin without importing it."""
    points = list({(point.value, str(point.dist and point.dist.version)): point
                   for point in entry_points(group=GROUP, name=id)}.values())  # fmt: skip
    if not points:
        return Found(id, reason=Reason(_("it is not installed")))
    if len(points) > 1:
        twice = ", ".join(sorted(point.value for point in points))
        return Found(id, reason=Reason(_("it is installed twice: %(packages)s"), packages=twice))
    return _read(id, points[0])


def _read(id: str, point: EntryPoint) -> Found:
    module = point.value
    version = point.dist.version if point.dist else ""
    spec = find_spec(module) if module.isidentifier() else None  # a package at the top is found, not imported
    if spec is None or not spec.submodule_search_locations:
        absent = Reason(_("there is no package %(package)s"), package=module)
        return Found(id, module, version=version, reason=absent)
    folder = Path(next(iter(spec.submodule_search_locations)))
    found = Found(id, module, version=version)
    try:
        found = replace(found, manifest=(manifest := read(folder / "plugin.toml")))
    except BadManifest as fault:
        return replace(found, reason=Reason(_("its plugin.toml is faulty: %(faults)s"), faults=str(fault)))
    if reason := _unfit(manifest, id, version, folder):
        return replace(found, reason=reason)
    return replace(found, digest=_digest(folder, version))


def _unfit(manifest: Manifest, id: str, version: str, folder: Path) -> Reason:
    """Return why a plugin whose manifest can be read cannot be used, an empty reason where it can be tried."""
    if manifest.id != id:
        return Reason(_("its manifest says %(id)s"), id=manifest.id)
    if manifest.version != version:
        said = {"manifest": manifest.version, "distribution": version}
        return Reason(_("its manifest says %(manifest)s, its distribution %(distribution)s"), **said)
    if not manifest.fits:
        return Reason(_("it is made for api %(wanted)s, this is %(ours)s"), wanted=manifest.api, ours=API)
    if (folder / "wagtail_hooks.py").exists() or (folder / "wagtail_hooks").exists():
        return Reason(_("it has Wagtail hooks, which plugins cannot bring"))
    return Reason("")


def _digest(folder: Path, version: str) -> str:
    digest = hashlib.sha256(f"{API} {version} {os.environ.get('COMMIT', '')}".encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _tried(together: Sequence[Found], var_dir: Path) -> Reason:
    """Return why the last of some plugins cannot join the others, '' where it can; known verdicts are kept."""
    key = hashlib.sha256("".join(each.digest for each in together).encode()).hexdigest()[:16]
    kept = var_dir / "plugins" / f"{together[-1].id}-{key}.json"
    try:
        told = json.loads(kept.read_text())
        return Reason(str(told["reason"]), **told.get("params", {}))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    reason = try_out([each.id for each in together])
    kept.parent.mkdir(parents=True, exist_ok=True)
    making = kept.with_suffix(f".{os.getpid()}")
    making.write_text(json.dumps({"reason": reason.text, "params": reason.params}))
    making.replace(kept)
    return reason


def try_out(ids: Iterable[str]) -> Reason:
    """Start the site with some plugins in a process of its own, and return what kept the last from joining."""
    environment = {**os.environ, TRIED: ",".join(ids)}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-m", "workflows.plugins.preflight"]
    try:
        tried = subprocess.run(  # noqa: S603  (our own module)
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return Reason(_("it did not start within %(seconds)s seconds"), seconds=PATIENCE)
    lines = tried.stdout.splitlines()
    if tried.returncode == 0 and lines and lines[-1] == "ok":
        return Reason("")
    told = [line for line in (lines or tried.stderr.splitlines()) if line.strip()]
    return Reason(told[-1][:500] if told else _("it ended without a word"))
