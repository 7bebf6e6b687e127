"""What a browser would send of a form that nobody touched: a form that is kept can then be judged like a sent one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict


def as_sent(form: forms.BaseForm) -> QueryDict:
    """Return what the inputs of an unbound form hold, as a browser would send them; stored files send nothing.

    It reads what Django's widgets tell their templates, and so knows nothing of any one widget.
    """
    sent = QueryDict(mutable=True)
    for bound in form:
        told = bound.field.widget.get_context(bound.html_name, bound.value(), {})["widget"]
        for name, value in _inputs(told):
            sent.appendlist(name, value)
    return sent


def _inputs(widget: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and value of every input of a widget that a browser would send."""
    if "subwidgets" in widget:
        for part in widget["subwidgets"]:
            yield from _inputs(part)
    elif "optgroups" in widget:
        for _group, options, _index in widget["optgroups"]:
            yield from ((widget["name"], str(each["value"])) for each in options if each["selected"])
    elif widget.get("type") == "checkbox":
        if widget["attrs"].get("checked"):
            yield widget["name"], str(widget["value"] or "on")
    elif widget.get("type") != "file" and widget["value"] is not None:
        yield widget["name"], str(widget["value"])
