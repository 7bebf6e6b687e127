"""What publishing a page would be, told before it is done: a correction, a new edition, or something refused."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.publishing import PublishError, changed_rules, latest_editions
from workflows.ui.dates import long_date

from .line import beside


@dataclass(frozen=True)
class Act:
    """What publishing a page as it is now would be, in a sentence; what is in its way; what to be aware of."""

    code: str
    sentence: str
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def act_of(page: Any) -> Act:
    """Return what publishing a guideline page would be (R1.2): `correction`, `edition`, `words` or `refused`."""
    from cms import publishing

    if page.locale.language_code != publishing.SOURCE_LANGUAGE:
        sentence = _("The nynorsk page gives words. The rules are those of the bokmål page.")
        return Act("words", sentence, _faults(page))
    try:
        rules = publishing.rules_of(page)
    except ValidationError as error:
        return Act("refused", _("This cannot be published as it is."), list(error.messages))
    edition, is_live = latest_editions().get(page.code), publishing.is_live(page)
    changed = changed_rules(edition, rules) if edition else []
    if changed and is_live:
        sentence = _("Rules have changed in %(codes)s: make a new edition of it.") % {
            "codes": ", ".join(changed)
        }
        return Act("refused", sentence)
    if is_live:
        sentence = _(
            "This is a correction: no rule has changed. Cases keep the words they were checked against."
        )
        return Act("correction", sentence, _faults(page))
    held = {"day": long_date(page.valid_from), "number": len(rules)}
    sentence = (
        ngettext(
            "This is an edition with %(number)d rule, which holds from %(day)s.",
            "This is an edition with %(number)d rules, which hold from %(day)s.",
            len(rules),
        )
        % held
    )
    return Act("edition", sentence, _faults(page), _warnings(page))


def _faults(page: Any) -> list[str]:
    from cms.publishing import check_page

    try:
        check_page(page)
    except PublishError as refusal:
        return refusal.messages
    return []


def _warnings(page: Any) -> list[str]:
    told = _(
        "“%(other)s” holds at the same time. If this edition follows it, say that it takes over from %(code)s."
    )
    return [told % {"other": other.title, "code": other.code} for other in beside(page)]
