"""Every address of the site, by the name it is reversed by, with something real in each of its holes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django.utils.regex_helper import normalize


@dataclass(frozen=True)
class Address:
    """One pattern: its full name (`imports:sources`; its route where it has none), its route, its view."""

    name: str
    route: str
    view: Any
    parts: tuple[Any, ...]

    @property
    def is_admin(self) -> bool:
        """Return whether it lies in Wagtail's admin."""
        return self.route.startswith("cms/")

    def path(self, **values: object) -> str:
        """Return a path that leads here: holes are filled from `values`, otherwise with 1."""
        return "/" + "".join(_fill(part, values) for part in self.parts)


def addresses() -> list[Address]:
    """Return all addresses of the site, as the resolver tries them; nynorsk ones are the same under /nn/."""
    return list(_walk(get_resolver(), (), ()))


def _walk(resolver: URLResolver, names: tuple[str, ...], parts: tuple[Any, ...]) -> Iterator[Address]:
    for found in resolver.url_patterns:
        here = (*parts, found.pattern)
        if isinstance(found, URLPattern):
            route = "".join(str(part) for part in here)
            name = ":".join((*names, found.name)) if found.name else route
            yield Address(name, route, found.callback, here)
        else:
            yield from _walk(found, (*names, found.namespace) if found.namespace else names, here)


def _fill(part: Any, values: dict[str, object]) -> str:
    """Return one part of a route with its holes filled."""
    if not hasattr(part, "_route"):
        pattern = getattr(part, "_regex", "")
        (path, holes), *_rest = normalize(pattern) if pattern else [("", [])]
        return path % {hole: values.get(hole, 1) for hole in holes}
    filled = str(part._route)
    for hole, converter in part.converters.items():
        value = values.get(hole, 1 if isinstance(converter, IntConverter) else "1")
        filled = re.sub(rf"<(?:\w+:)?{hole}>", str(value), filled)
    return filled
