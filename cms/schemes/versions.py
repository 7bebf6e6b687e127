"""The versions of a scheme, and the open calls that still have an older one."""

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from workflows.drafting.moving import drafts_under
from workflows.schemes.models import Call, SchemeVersion


def versions_of(page: Any) -> QuerySet[SchemeVersion]:
    """Return the versions of the scheme that a page makes, the newest first, with their calls and cases counted."""
    return (
        SchemeVersion.objects.real()
        .filter(code=page.scheme, document=page.guideline)
        .annotate(call_count=Count("calls", distinct=True), case_count=Count("calls__cases", distinct=True))
        .order_by("-version")
    )


def newest_of(page: Any) -> SchemeVersion | None:
    """Return the newest version of the scheme that a page makes, if it is published."""
    return (
        SchemeVersion.objects.real()
        .filter(code=page.scheme, document=page.guideline)
        .order_by("-version")
        .first()
    )


def lagging_calls(page: Any) -> list[Call]:
    """Return the open calls that have an older version than the newest, with how many drafts would move."""
    newest = newest_of(page)
    if newest is None:
        return []
    older = (
        Call.objects.real()
        .open_now()
        .filter(scheme_version__code=newest.code, scheme_version__document=newest.document)
    )
    calls = list(older.exclude(scheme_version=newest).select_related("office", "scheme_version"))
    for call in calls:
        vars(call)["draft_count"] = drafts_under(call, newest).count()
    return calls


class VersionField(forms.ModelChoiceField):
    """A version, told by its number."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the number."""
        return str(obj.version)


class CompareForm(forms.Form):
    """Which two versions are compared."""

    before = VersionField(SchemeVersion.objects.none(), label=_("Compare version"), empty_label=None)
    after = VersionField(SchemeVersion.objects.none(), label=_("With version"), empty_label=None)

    def __init__(self, *args: Any, versions: QuerySet[SchemeVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            assert isinstance(field, VersionField)
            field.queryset = versions
