"""Publishing compiles, in the same transaction; what cases rest on is not taken away (R1.5, F1).

Wagtail has many ways to publish, unpublish, delete and move, and several go past the methods of the page: the
editor's buttons use action classes, a schedule that expires uses plain pages, deleting a parent never calls its
children. All of them end in `save()` or in a signal, so that is where this stands
(`docs/decisions/0007-publishing-compiles-in-save.md`).
"""

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import pre_page_move

from workflows.cases.models import Case
from workflows.publishing import PublishError, latest_editions, publish_edition, resting_on
from workflows.schemes.models import Call, Edition

from .drafts import CompiledPageForm
from .editions.line import refuse_overlap
from .editions.translation import keep_paragraphs

SOURCE_LANGUAGE = "nb"  # only this page compiles; the other supplies wording


class InUse(Exception):
    """A page cannot be taken away: these calls and cases rest on it."""

    def __init__(self, page: Page, calls: list[Call], cases: list[Case]) -> None:
        self.page, self.calls, self.cases = page, calls, cases
        self.what = ", ".join([case.number for case in cases] or [str(call) for call in calls])
        super().__init__(f"{page.title}: {self.what}")


class CompiledPage(models.Model):
    """A page whose paragraphs are rules: whatever makes it live compiles it, or does not happen.

    The page has `code`, `valid_from`, `valid_to`, `responsible_body`, `replaces`, `body`, `standings` and
    `examples_override_reason`.
    """

    live: bool
    base_form_class = CompiledPageForm

    class Meta:
        abstract = True

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Publish and compile in one transaction; raises PublishError."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)  # type: ignore[misc]

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Unpublish unless something rests on the page; raises InUse."""
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)  # type: ignore[misc]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete unless something rests on the page; raises InUse."""
        refuse_if_in_use(self)
        with transaction.atomic():
            return super().delete(*args, **kwargs)

    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Move unless something rests on the page; raises InUse."""
        with transaction.atomic():
            return super().move(*args, **kwargs)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy as a draft, whatever was asked: two live pages cannot have one code."""
        return super().copy(*args, **kwargs | {"keep_live": False})  # type: ignore[misc]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and compile what is now live; raises PublishError, and then nothing is saved."""
        with transaction.atomic():
            was_live = is_live(self)
            super().save(*args, **kwargs)
            fields = kwargs.get("update_fields")
            if self.live and (fields is None or "body" in fields):
                self.compile(new_edition=not was_live)

    def compile(self, *, new_edition: bool) -> None:
        """Compile the page, which is live; raises PublishError."""
        compile_page(self, new_edition=new_edition)


def compile_page(page: Any, *, new_edition: bool) -> Edition | None:
    """Compile a live page, or for a nynorsk page the bokmål page it words; return the edition, if there is one.

    Then its examples are run on what was compiled: a red one is refused unless the page gives a reason.

    Other rules than those published are a new edition only when the page was not live, which it can only have
    become when nothing rested on it.
    """
    if faults := faults_of(page):
        raise PublishError(faults)
    source = page if page.locale.language_code == SOURCE_LANGUAGE else source_of(page)
    keep_paragraphs(
        page,
        {paragraph["code"]: paragraph["text"].source for paragraph in paragraphs_of(page)},
        source=None if source is page else source,
        translation=translation_of(page) if source is page else None,
    )
    if source is None:
        return None
    if source.code != page.code:
        raise PublishError(
            _("The bokmål page has the code %(code)s; this one must have the same.") % {"code": source.code}
        )
    from .examples import refuse_red

    refuse_overlap(source)
    edition = publish_edition(**edition_of(source), new_edition=new_edition and source is page)
    refuse_red(page)
    return edition


def check_page(page: Any) -> None:
    """Raise PublishError when a page, as it is now and not yet published, could not be compiled."""
    with transaction.atomic():
        copy(page).compile(new_edition=not is_live(page))
        transaction.set_rollback(True)


def is_live(page: Any) -> bool:
    """Return whether the page is published now, whatever the object at hand says."""
    return bool(page.pk) and type(page).objects.filter(pk=page.pk, live=True).exists()


def faults_of(page: Any) -> list[str]:
    """Return what is wrong with a page as a document: its code, or the codes and rules of its paragraphs."""
    faults = []
    others = type(page).objects.filter(code=page.code, locale=page.locale, live=True).exclude(pk=page.pk)
    if others.exists():
        taken = _("Another page is published with the code %(code)s. Give this one a code of its own.")
        faults.append(taken % {"code": page.code})
    return faults + faults_in(paragraphs_of(page))


def faults_in(paragraphs: Iterable[Any]) -> list[str]:
    """Return what is wrong with the codes and rules of paragraphs."""
    faults = []
    codes: set[str] = set()
    for paragraph in paragraphs:
        code = paragraph["code"]
        if code in codes:
            faults.append(_("Two paragraphs have the code %(code)s.") % {"code": code})
        codes.add(code)
        for child in paragraph["rules"]:
            try:
                child.block.compile(child.value)
            except ValidationError as error:
                faults += [f"{code}: {message}" for message in error.messages]
    return faults


def edition_of(page: Any) -> dict[str, Any]:
    """Return what `publish_edition` takes of a bokmål page, with the words of its published nynorsk page."""
    nynorsk = translation_of(page)
    return {
        "document": page.code,
        "title": {"nb": page.title, "nn": nynorsk.title if nynorsk else ""},
        "valid_from": page.valid_from,
        "valid_to": page.valid_to,
        "responsible_body": page.responsible_body,
        "rules": with_words_of(rules_of(page), rules_of(nynorsk) if nynorsk else []),
        "rests_on": older_editions(page),
        "standings": standings_of(page),
    }


def standings_of(page: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what a page says of the rules of older documents: (document, code) to (standing, replaced by)."""
    return {
        (row.value["document"], row.value["code"]): (row.value["standing"], row.value["replaced_by"] or "")
        for row in page.standings
    }


def with_words_of(rules: list[dict[str, Any]], nynorsk: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rules with the words that those of a nynorsk page have for them."""
    words = {(rule["code"], rule["number"]): rule for rule in nynorsk}
    for rule in rules:
        if same := words.get((rule["code"], rule["number"])):
            rule["wording"]["nn"] = same["wording"]["nb"]
            if "question" in rule["params"] and "question" in same["params"]:
                rule["params"]["question"]["nn"] = same["params"]["question"]["nb"]
    return rules


def rules_of(page: Any) -> list[dict[str, Any]]:
    """Return the rules of a page as they stand in its blocks, those of a paragraph numbered as they come."""
    return rules_in(paragraphs_of(page))


def rules_in(paragraphs: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rules of paragraphs as they stand in their blocks."""
    return [
        child.block.compile(child.value) | {"code": paragraph["code"], "number": number}
        for paragraph in paragraphs
        for number, child in enumerate(paragraph["rules"], start=1)
    ]


def paragraphs_of(page: Any) -> Iterator[Any]:
    """Yield the paragraphs of a page in order."""
    for chapter in page.body:
        for child in chapter.value["content"]:
            if child.block_type == "paragraph":
                yield child.value


def older_editions(page: Any) -> list[Edition]:
    """Return the latest editions of older published documents that this one does not take over from."""
    others = (
        type(page)
        .objects.filter(locale=page.locale, live=True, valid_from__lt=page.valid_from)
        .exclude(pk=page.pk)
    )
    published = {older.code: older.replaces for older in others.only("code", "replaces")}
    replaced = page.replaces
    while replaced:
        replaced = published.pop(replaced, "")
    editions = latest_editions()
    return [editions[code] for code in sorted(published) if code in editions]


def translation_of(page: Any) -> Any:
    """Return the published nynorsk page of a bokmål one, or None; an alias has no words of its own."""
    return (
        page.get_translations().filter(live=True, alias_of__isnull=True, locale__language_code="nn").first()
    )


def source_of(page: Any) -> Any:
    """Return the published bokmål page of a nynorsk one, or None."""
    return page.get_translations().filter(live=True, locale__language_code=SOURCE_LANGUAGE).first()


def refuse_if_in_use(page: Page) -> None:
    """Raise InUse when calls or cases rest on a page, or on one beneath it."""
    from .announcing import refuse_if_opened
    from .models import GuidelinePage
    from .schemes.publishing import refuse_if_used

    refuse_if_opened(page)
    refuse_if_used(page)
    for guideline in GuidelinePage.objects.filter(path__startswith=page.path, live=True):
        calls, cases = resting_on(guideline.code)
        if calls or cases:
            raise InUse(guideline, calls, cases)


def _before_save(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Refuse that a guideline in use goes from live to not live, whatever class of page is saved."""
    from .models import GuidelinePage

    if (
        not isinstance(instance, Page)
        or raw
        or not instance.pk
        or (update_fields and "live" not in update_fields)
    ):
        return
    stored = GuidelinePage.objects.filter(pk=instance.pk).only("live", "path").first()
    if stored is None:
        return
    if stored.live and not instance.live:
        refuse_if_in_use(stored)
    elif instance.live and not stored.live and not isinstance(instance, GuidelinePage):
        raise PublishError(
            _("A guideline is published through its own page, so that its rules are compiled.")
        )


def _before_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        refuse_if_in_use(instance)


def _before_move(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    if parent_page_before.pk != parent_page_after.pk:  # another order beneath the same page moves nothing
        refuse_if_in_use(instance)


def connect() -> None:
    """Stand at every way a page can be taken away."""
    pre_save.connect(_before_save, dispatch_uid="cms.publishing.save")
    pre_delete.connect(_before_delete, dispatch_uid="cms.publishing.delete")
    pre_page_move.connect(_before_move, dispatch_uid="cms.publishing.move")
