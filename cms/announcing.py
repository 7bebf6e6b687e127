"""Publishing a call's page announces the call, in the same transaction; what has opened is not taken away (R3.2, F1).

As with guidelines, whatever makes the page live compiles it (`docs/decisions/0007-publishing-compiles-in-save.md`).
The bokmål page announces; the nynorsk page of the same call supplies words.
"""

import datetime as dt
from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import pre_page_move

from workflows.cases.models import Case
from workflows.funds.models import Pot
from workflows.publishing import (
    CAP,
    PublishError,
    change_call,
    is_fixed,
    latest_editions,
    open_call,
    withdraw_call,
)
from workflows.schemes.models import Call, SchemeVersion

from .editions.line import last_day_of
from .publishing import SOURCE_LANGUAGE, InUse, faults_in, rules_in, source_of, translation_of, with_words_of

NEEDED = ("scheme", "edition", "year", "opens", "deadline")
ALIKE = ("year", "opens", "deadline", "max_amount")  # what page and call call by the same name


def announce(page: Any) -> Call | None:
    """Announce the call of a page that is live, or change it, and return it; None while there is no bokmål page.

    Raises PublishError with all that is wrong.
    """
    source = page if page.locale.language_code == SOURCE_LANGUAGE else source_of(page)
    if source is None:
        return None
    if faults := _faults(page) or _faults(source):
        raise PublishError(faults)
    terms = _terms(source)
    if not source.call and (end := _last_day(source)) and source.year > end.year:
        said = {"edition": terms["edition"], "year": source.year}
        raise PublishError(_("%(edition)s is not valid in %(year)s.") % said)
    call = change_call(source.call, **terms) if source.call else open_call(**terms)
    others = type(page).objects.filter(call=call, live=True, locale=source.locale).exclude(pk=source.pk)
    if other := others.first():
        raise PublishError(
            _("This call is already announced on the page “%(page)s”.") % {"page": other.title}
        )
    for each in (page, *page.get_translations()):
        _belongs(each, call)
    return call


def as_call(page: Any) -> Call | None:
    """Return the call a draft would announce, unsaved, for a preview; None when too much is missing."""
    source = page if page.scheme else source_of(page) or page
    if _missing(source) or not (office := source.office):
        return None
    version, edition = _scheme(source), latest_editions().get(source.edition)
    if version is None or edition is None:
        return None
    kept = {name: getattr(source, name) for name in ALIKE}
    return Call(office=office, scheme_version=version, edition=edition, **kept)


def missing_pot(page: Any) -> str:
    """Return a warning where nobody has given the office money for the call that a page announces; else nothing.

    It is no fault: calls are often announced before the directorate has distributed the year's money.
    """
    call = type(page).objects.get(pk=page.pk).call
    if call is None:
        return ""
    pots = Pot.objects.filter(
        office=call.office, scheme=call.scheme_version.code, year=call.year, authority__gt=0
    )
    if pots.exists():
        return ""
    lacking = _(
        "%(office)s has no spending authority for this scheme in %(year)s yet. Nothing can be granted."
    )
    return lacking % {"office": call.office, "year": call.year}


def take_from(call: Call, page: Any) -> None:
    """Write into a page what was announced without it."""
    page.scheme, page.edition = call.scheme_version.code, call.edition.document
    for name in ALIKE:
        setattr(page, name, getattr(call, name))


def paragraphs_of(page: Any) -> list[Any]:
    """Return the local paragraphs of a page in order."""
    return [child.value for child in page.local]


def _terms(page: Any) -> dict[str, Any]:
    """Return what `open_call` and `change_call` take of a bokmål page, with the words of its nynorsk page."""
    nynorsk = translation_of(page)
    rules = rules_in(paragraphs_of(page))
    return {name: getattr(page, name) for name in ALIKE} | {
        "office": page.office,
        "scheme_version": _scheme(page),
        "edition": latest_editions()[page.edition],
        "local_rules": with_words_of(rules, rules_in(paragraphs_of(nynorsk)) if nynorsk else []),
    }


def _last_day(page: Any) -> dt.date | None:
    """Return the last day of the edition a page names, also where another takes over from it; else None."""
    from .models import GuidelinePage

    editions = GuidelinePage.objects.filter(
        code=page.edition, live=True, locale__language_code=SOURCE_LANGUAGE
    )
    edition = editions.first() if page.edition in latest_editions() else None
    return last_day_of(edition) if edition else None


def _faults(page: Any) -> list[str]:
    """Return what is missing or wrong on a page before its terms can be read."""
    faults = _missing(page)
    if page.scheme and _scheme(page) is None:
        faults.append(_("There is no scheme “%(scheme)s”.") % {"scheme": page.scheme})
    if page.edition and page.edition not in latest_editions():
        faults.append(_("There is no edition “%(edition)s”.") % {"edition": page.edition})
    if page.office is None:
        faults.append(_("A call is made in the section of an office."))
    if any(paragraph["code"] == CAP for paragraph in paragraphs_of(page)):
        faults.append(
            _("The code %(code)s is taken by the maximum per project. Begin with 1.") % {"code": CAP}
        )
    return faults + faults_in(paragraphs_of(page))


def _missing(page: Any) -> list[str]:
    labels = {name: page._meta.get_field(name).verbose_name for name in NEEDED}
    return [
        _("“%(field)s” is missing.") % {"field": label}
        for name, label in labels.items()
        if not getattr(page, name)
    ]


def _scheme(page: Any) -> SchemeVersion | None:
    return SchemeVersion.objects.newest(page.scheme, document=page.edition)


def _belongs(page: Any, call: Call | None) -> None:
    """Let a page belong to a call, and have its address."""
    page.call = call
    if call:
        page.slug = str(call.pk)
        page.set_url_path(page.get_parent())
    type(page).objects.filter(pk=page.pk).update(call=call, slug=page.slug, url_path=page.url_path)


def refuse_if_opened(page: Page) -> None:
    """Raise InUse when a page, or one beneath it, announces a call that has opened."""
    from .models import CallPage

    announced = CallPage.objects.filter(
        path__startswith=page.path, live=True, call__isnull=False, locale__language_code=SOURCE_LANGUAGE
    )
    for each in announced.select_related("call"):
        if each.call and is_fixed(each.call):
            raise _in_use(each, each.call)


def _in_use(page: Any, call: Call) -> InUse:
    return InUse(page, [call], list(Case.objects.filter(call=call).order_by("number")))


def _withdraw(page: Any) -> None:
    """Take back the call of a page that goes; raises InUse when it has opened."""
    refuse_if_opened(page)
    call = page.call
    if not page.live or call is None or page.locale.language_code != SOURCE_LANGUAGE:
        return
    type(page).objects.filter(call=call).update(call=None)
    withdraw_call(call)


def _before_save(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Withdraw a call whose page goes from live to not live, whatever class of page is saved."""
    from .models import CallPage

    if not isinstance(instance, Page) or raw or not instance.pk:
        return
    if update_fields and "live" not in update_fields:
        return
    stored = CallPage.objects.filter(pk=instance.pk).select_related("call", "locale").first()
    if stored is None:
        return
    if stored.live and not instance.live:
        _withdraw(stored)
        if isinstance(instance, CallPage):
            instance.call = CallPage.objects.get(pk=instance.pk).call
    elif instance.live and not stored.live and not isinstance(instance, CallPage):
        raise PublishError(_("A call is published through its own page, so that it is announced."))


def _before_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    from .models import CallPage

    if isinstance(instance, CallPage):
        _withdraw(CallPage.objects.select_related("call", "locale").get(pk=instance.pk))


def _before_move(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Keep an announced call in its office's section, also one that has not opened."""
    from .models import CallPage

    if parent_page_before.pk == parent_page_after.pk:
        return
    moved = CallPage.objects.filter(path__startswith=instance.path, live=True, call__isnull=False).first()
    if moved and moved.call:
        raise _in_use(moved, moved.call)


def connect() -> None:
    """Stand at every way a call's page can be taken away."""
    pre_save.connect(_before_save, dispatch_uid="cms.announcing.save")
    pre_delete.connect(_before_delete, dispatch_uid="cms.announcing.delete")
    pre_page_move.connect(_before_move, dispatch_uid="cms.announcing.move")
