"""Publishing a scheme's page publishes the scheme, in the same transaction (R3.1, F1).

As with guidelines, whatever makes the page live compiles it (`docs/decisions/0007-publishing-compiles-in-save.md`).
The bokmål page makes the scheme, in both language forms; the nynorsk page is only read.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail.signals import pre_page_move

from cms.publishing import InUse, faults_in
from workflows.cases.models import Case
from workflows.publishing import PublishError, publish_scheme
from workflows.schemes.models import Call, SchemeVersion

from .compiling import definition_of, faults_of, is_made_here, own_rules
from .words import code_of


def new_code(title: str) -> str:
    """Return a code for a new scheme, made from its title, that no other scheme has or has had."""
    from .models import SchemePage

    used = SchemePage.objects.values_list("scheme", flat=True)
    return code_of(title, {*used, *SchemeVersion.objects.values_list("code", flat=True)})


def compile_scheme(page: Any) -> SchemeVersion | None:
    """Publish the scheme that a page makes, and return its version; None where the page makes none.

    Raises PublishError with all that is wrong.
    """
    if not page.is_source or not is_made_here(page):
        return None
    definition, rules = compiled(page)
    version = publish_scheme(definition, rules=rules)
    _read_in_nynorsk(page)
    return version


def compiled(page: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the definition a page makes, and its own rules; raises PublishError with all that is wrong."""
    if faults := _faults(page):
        raise PublishError(faults)
    try:
        definition, rules = definition_of(page), own_rules(page)
    except ValidationError as error:
        raise PublishError(list(dict.fromkeys(messages_in(error)))) from None
    if faults := faults_of(definition, rules):
        raise PublishError(faults)
    return definition, rules


def _read_in_nynorsk(page: Any) -> None:
    """Make the nynorsk page of a scheme that has none: its words stand on the bokmål page already."""
    nynorsk = Locale.objects.filter(language_code="nn").first()
    if nynorsk is None or page.get_translations().filter(locale=nynorsk).exists():
        return
    parent = page.get_parent().get_translations().filter(locale=nynorsk).first()
    if parent is None:
        return
    made = type(page)(
        title=page.name_nn, slug=page.slug, intro=page.purpose_nn, scheme=page.scheme, locale=nynorsk, live=False,
        translation_key=page.translation_key,
    )  # fmt: skip
    parent.add_child(instance=made)
    made.save_revision(log_action=False).publish(log_action=False)


def _faults(page: Any) -> list[str]:
    others = type(page).objects.filter(
        scheme=page.scheme, guideline=page.guideline, locale=page.locale, live=True
    )
    faults = []
    if others.exclude(pk=page.pk).exists():
        taken = _("Another page is published with the code %(code)s. Give this one a code of its own.")
        faults.append(taken % {"code": page.scheme})
    return faults + faults_in(paragraph.value for paragraph in page.paragraphs)


def messages_in(error: Any) -> Iterator[str]:
    """Yield every sentence of an error, also of those that lie at places within blocks."""
    within = [*getattr(error, "block_errors", {}).values(), *getattr(error, "non_block_errors", ())]
    if hasattr(error, "block_errors"):
        for each in within:
            yield from messages_in(each)
    elif isinstance(error, ValidationError):
        yield from error.messages
    else:
        yield str(error)


def resting_on(page: Any) -> tuple[list[Call], list[Case]]:
    """Return the calls and cases that rest on the scheme a page makes."""
    if not page.is_source or not is_made_here(page):
        return [], []
    versions = SchemeVersion.objects.real().filter(code=page.scheme, document=page.guideline)
    calls = Call.objects.filter(scheme_version__in=versions).select_related("office", "scheme_version")
    return list(calls), list(Case.objects.filter(call__in=calls).order_by("number"))


def refuse_if_used(page: Page) -> None:
    """Raise InUse when calls or cases rest on a scheme's page, or on one beneath a page."""
    from .models import SchemePage

    for scheme in SchemePage.objects.filter(path__startswith=page.path, live=True).select_related("locale"):
        calls, cases = resting_on(scheme)
        if calls or cases:
            raise InUse(scheme, calls, cases)


def _before_save(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Refuse that a scheme in use goes from live to not live, whatever class of page is saved."""
    from .models import SchemePage

    if not isinstance(instance, Page) or raw or not instance.pk:
        return
    if update_fields and "live" not in update_fields:
        return
    stored = SchemePage.objects.filter(pk=instance.pk).select_related("locale").first()
    if stored is None:
        return
    if stored.live and not instance.live:
        refuse_if_used(stored)
    elif instance.live and not stored.live and not isinstance(instance, SchemePage):
        raise PublishError(_("A scheme is published through its own page, so that its form is compiled."))


def _before_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        refuse_if_used(instance)


def _before_move(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    if parent_page_before.pk != parent_page_after.pk:
        refuse_if_used(instance)


def connect() -> None:
    """Stand at every way a scheme's page can be taken away."""
    pre_save.connect(_before_save, dispatch_uid="cms.schemes.save")
    pre_delete.connect(_before_delete, dispatch_uid="cms.schemes.delete")
    pre_page_move.connect(_before_move, dispatch_uid="cms.schemes.move")
