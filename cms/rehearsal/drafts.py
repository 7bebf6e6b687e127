"""From a guideline page to a rehearsal of its newest draft; nothing is written."""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from cms.models import GuidelinePage
from cms.publishing import SOURCE_LANGUAGE, edition_of, faults_of
from workflows.publishing import PublishError, rules_if_published
from workflows.rehearsing import Rehearsal


def rehearsal_of(page: GuidelinePage) -> Rehearsal:
    """Return a rehearsal of a page's newest draft; raises PublishError when it could not be published."""
    if page.locale.language_code != SOURCE_LANGUAGE:
        raise PublishError(_("The rules stand in the bokmål page. Rehearse that one."))
    draft: Any = page.get_latest_revision_as_object()
    if not draft.code or draft.valid_from is None:
        raise PublishError(_("Give the draft a code and the day it is valid from, and save it."))
    if faults := faults_of(draft):
        raise PublishError(faults)
    return Rehearsal(draft.code, rules_if_published(**edition_of(draft)))


def find(named: str) -> GuidelinePage | None:
    """Return the bokmål page whose newest draft has the code `named`, or else the page of that id.

    Of several pages with one code (a copy has the code of its original until it is given another) it is the one
    that was written last.
    """
    code = Q(latest_revision__content__code=named) | Q(latest_revision=None, code=named)
    pages = GuidelinePage.objects.select_related("locale")
    found = (
        pages.filter(code, locale__language_code=SOURCE_LANGUAGE)
        .order_by(F("latest_revision__created_at").desc(nulls_last=True), "-pk")
        .first()
    )
    if found is None and named.isascii() and named.isdecimal() and len(named) < 10:
        found = pages.filter(pk=int(named)).first()
    return found
