"""What a plugin says of itself in its `plugin.toml`, read without importing a line of it."""

import operator
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

API = 1  # raised when something promised in `api.py` changes its meaning
PUBLIC, SIGNED_IN = "public", "signed_in"
TYPES = ("text", "number", "yes_no", "choice")
PROVIDES = frozenset(
    """schemes flows rule_kinds facts field_types letter_fields exporters notice_channels scanners page_blocks
    case_parts guards listeners addresses""".split()
)
_ID = re.compile(r"[a-z][a-z0-9]{1,19}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RANGE = re.compile(r"(>=|<=|==|<|>)\s*(\d+)")
_KNOWN = {"id", "version", "api", "name", "provides", "stores", "required", "settings", "access"}
Texts = Mapping[str, str]


def is_id(text: str) -> bool:
    """Return whether a text can be the id of a plugin."""
    return _ID.fullmatch(text) is not None


class BadManifest(Exception):
    """The manifest cannot be used; its text says why."""


@dataclass(frozen=True)
class Setting:
    """One setting, or one parameter of a rule kind: how it is asked for, and within which limits."""

    name: str
    type: str
    label: Texts
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None
    choices: Mapping[str, Texts] | None = None

    def fault(self, value: Any) -> str:
        """Return why a value is none of this setting; nothing when it is."""
        kinds: dict[str, type | tuple[type, ...]] = {"number": int, "yes_no": bool}
        if not isinstance(value, kinds.get(self.type, str)) or (
            self.type == "number" and isinstance(value, bool)
        ):
            return f"{self.name}: {value!r} is not of the type {self.type}"
        if self.type == "choice" and value not in (self.choices or {}):
            return f"{self.name}: {value!r} is not among the choices"
        size: int | None = None
        if self.type in ("number", "text"):
            size = value if isinstance(value, int) else len(str(value))
        if size is not None and (
            (self.minimum is not None and size < self.minimum)
            or (self.maximum is not None and size > self.maximum)
        ):
            return f"{self.name}: {value!r} is outside its limits"
        return ""


@dataclass(frozen=True)
class Manifest:
    """A plugin's own words: what it is called, what it brings and stores, its settings, who may open its addresses."""

    id: str
    version: str
    api: str
    name: Texts
    provides: tuple[str, ...]
    stores: Texts
    required: bool = False
    settings: tuple[Setting, ...] = ()
    access: Mapping[str, str] | None = None

    @property
    def fits(self) -> bool:
        """Return whether its range of api versions holds ours."""
        return all(_holds(sign, int(number)) for sign, number in _RANGE.findall(self.api))

    def defaults(self) -> dict[str, Any]:
        """Return the settings as they are before anybody has set them."""
        return {setting.name: setting.default for setting in self.settings}


def read(path: Path) -> Manifest:
    """Return the manifest in a file. Raises BadManifest, naming every fault."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadManifest(f"plugin.toml cannot be read: {error}") from None
    faults = list(_faults(told))
    if faults:
        raise BadManifest("; ".join(faults))
    settings = tuple(Setting(**setting) for setting in told.get("settings", ()))
    if faults := [fault for setting in settings if (fault := setting.fault(setting.default))]:
        raise BadManifest("; ".join(faults))
    return Manifest(**told | {"provides": tuple(told["provides"]), "settings": settings})


def _faults(told: Mapping[str, Any]) -> list[str]:
    faults = [f"unknown key {key}" for key in sorted(told.keys() - _KNOWN)]
    if not _ID.fullmatch(str(told.get("id"))):
        faults.append("id must be 2 to 20 small letters and digits")
    if not isinstance(told.get("version"), str) or not told["version"]:
        faults.append("version is missing")
    api = told.get("api")
    if not isinstance(api, str) or _RANGE.sub("", api).strip(" ,") or not _RANGE.search(api):
        faults.append('api must be a range such as ">=1,<2"')
    faults += [
        f"{key} must be written in nb and nn" for key in ("name", "stores") if not _both(told.get(key))
    ]
    provides = told.get("provides")
    if not isinstance(provides, list) or not set(map(str, provides)) <= PROVIDES:
        faults.append(f"provides must be a list of {', '.join(sorted(PROVIDES))}")
    if not isinstance(told.get("required", False), bool):
        faults.append("required must be true or false")
    access = told.get("access", {})
    if not isinstance(access, dict) or not all(isinstance(who, str) for who in access.values()):
        faults.append("access must say who may open each address, by its name")
    settings = told.get("settings", [])
    if not isinstance(settings, list):
        return [*faults, "settings must be a list of tables"]
    return faults + [fault for setting in settings for fault in _setting_faults(setting)]


def _setting_faults(told: Any) -> list[str]:
    if not isinstance(told, dict) or not _NAME.fullmatch(str(told.get("name"))):
        return ["a setting has a name in small letters and underscores"]
    name, faults = told["name"], []
    if extra := told.keys() - Setting.__dataclass_fields__.keys():
        faults.append(f"{name}: unknown keys {', '.join(sorted(extra))}")
    if told.get("type") not in TYPES:
        faults.append(f"{name}: the type is one of {', '.join(TYPES)}")
    if not _both(told.get("label")):
        faults.append(f"{name}: the label must be written in nb and nn")
    if "default" not in told:
        faults.append(f"{name}: there is no default")
    faults += [f"{name}: {key} must be a whole number" for key in ("minimum", "maximum")
               if not isinstance(told.get(key, 0), int)]  # fmt: skip
    choices = told.get("choices")
    if (told.get("type") == "choice") != isinstance(choices, dict) or not all(
        map(_both, (choices or {}).values())
    ):
        faults.append(f"{name}: a choice, and nothing else, has choices in nb and nn")
    return faults


def _both(texts: Any) -> bool:
    return isinstance(texts, dict) and all(
        isinstance(texts.get(form), str) and texts[form] for form in ("nb", "nn")
    )


def _holds(sign: str, number: int) -> bool:
    signs = {">=": operator.ge, "<=": operator.le, "==": operator.eq, "<": operator.lt, ">": operator.gt}
    return signs[sign](API, number)
