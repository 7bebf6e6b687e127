"""What else a scheme has: criteria, letters, and the steps it may have or not."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from workflows.directory.models import GovernorOffice
from workflows.schemes.letter_checks import LETTER_NAMES
from workflows.schemes.letter_texts import LETTER_FIELDS, fields_in

from .conditions import block
from .fields import CodeBlock
from .words import LANGUAGES, apart, both, code_of, said

ALWAYS = ("acceptance", "appeal", "budget")  # are said also where they are not so


class CriterionBlock(blocks.StructBlock):
    """What applications are assessed by, how much it counts, and what the caseworker looks for."""

    title_nb = blocks.CharBlock(max_length=200, label=_("Title in bokmål"))
    title_nn = blocks.CharBlock(max_length=200, label=_("Title in nynorsk"))
    guidance_nb = blocks.TextBlock(required=False, max_length=2000, rows=2, label=_("Guidance in bokmål"))
    guidance_nn = blocks.TextBlock(required=False, max_length=2000, rows=2, label=_("Guidance in nynorsk"))
    weight = blocks.IntegerBlock(min_value=1, max_value=100, default=1, label=_("Weight"))
    code = CodeBlock(help_text=_("Made from the title when it is empty, and kept when the title is changed."))

    class Meta:
        label = _("Criterion")
        icon = "success"
        description = _("What applications are assessed by, with a weight.")
        label_format = "{title_nb}"
        form_layout = blocks.BlockGroup(
            children=["title_nb", "title_nn", "guidance_nb", "guidance_nn", "weight"], settings=["code"]
        )


class CriteriaBlock(blocks.StreamBlock):
    """The criteria, in order."""

    criterion = CriterionBlock()

    class Meta:
        required = False
        collapsed = True
        label = _("Criteria")
        icon = "success"

    def clean(self, value: Any) -> Any:
        """Give every criterion its code."""
        cleaned = super().clean(value)
        taken = {child.value["code"] for child in cleaned if child.value["code"]}
        for child in cleaned:
            if not child.value["code"] and child.value["title_nb"]:
                child.value["code"] = code_of(child.value["title_nb"], taken)
                taken.add(child.value["code"])
        return cleaned


def compile_criteria(criteria: Any) -> list[dict[str, Any]]:
    """Return the criteria of a definition."""
    return [
        {"code": each.value["code"] or "", "title": both(each.value, "title") or {"nb": "", "nn": ""},
         "weight": each.value["weight"]} | said(guidance=both(each.value, "guidance"))
        for each in criteria
    ]  # fmt: skip


def criteria_of(criteria: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks of criteria, as a stream keeps them."""
    return [
        block(
            "criterion",
            {**apart(each["title"], "title"), **apart(each.get("guidance"), "guidance"),
             "weight": each.get("weight", 1), "code": each["code"]},
        )
        for each in criteria
    ]  # fmt: skip


class LetterBlock(blocks.StructBlock):
    """The letter of a decision, in both language forms."""

    decision = blocks.ChoiceBlock(choices=list(LETTER_NAMES.items()), label=_("Letter"))
    subject_nb = blocks.CharBlock(max_length=200, label=_("Subject in bokmål"))
    body_nb = blocks.TextBlock(max_length=20_000, rows=12, label=_("Text in bokmål"))
    subject_nn = blocks.CharBlock(max_length=200, label=_("Subject in nynorsk"))
    body_nn = blocks.TextBlock(max_length=20_000, rows=12, label=_("Text in nynorsk"))

    class Meta:
        label = _("Letter")
        icon = "mail"
        description = _(
            "What is sent when it is decided: paragraphs with an empty line between, and fields in braces."
        )
        label_format = "{decision}: {subject_nb}"

    def clean(self, value: Any) -> Any:
        """Refuse fields that no letter knows."""
        cleaned = super().clean(value)
        errors = {}
        for name in ("subject_nb", "body_nb", "subject_nn", "body_nn"):
            if unknown := sorted(fields_in(cleaned[name] or "") - set(LETTER_FIELDS)):
                words = _now("There is no field {%s}.")
                errors[name] = ValidationError(" ".join(words % field for field in unknown))
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned


class LettersBlock(blocks.StreamBlock):
    """The letters of the decisions."""

    letter = LetterBlock()

    class Meta:
        required = False
        collapsed = True
        label = _("Letters")
        icon = "mail"

    def clean(self, value: Any) -> Any:
        """Refuse two letters of one decision."""
        cleaned = super().clean(value)
        decisions = [child.value["decision"] for child in cleaned]
        if len(set(decisions)) < len(decisions):
            fault = ValidationError(_now("Two letters are of the same decision."))
            raise blocks.StreamBlockValidationError(non_block_errors=[fault])
        return cleaned


def compile_letters(letters: Any) -> dict[str, Any]:
    """Return the letters of a definition. A line break is one character, whatever the browser sends."""
    return {
        each.value["decision"]: {
            language: {
                part: (each.value[f"{part}_{language}"] or "").replace("\r\n", "\n")
                for part in ("subject", "body")
            }
            for language in LANGUAGES
        }
        for each in letters
    }


def letters_of(letters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks of letters, as a stream keeps them."""
    return [
        block(
            "letter",
            {"decision": decision}
            | {
                f"{part}_{language}": texts.get(language, {}).get(part, "")
                for part in ("subject", "body")
                for language in LANGUAGES
            },
        )
        for decision, texts in letters.items()
    ]


def office_choices() -> list[tuple[str, str]]:
    """Return the offices that can decide appeals."""
    return [(office.code, str(office)) for office in GovernorOffice.objects.real().order_by("code")]


class OptionsBlock(blocks.StructBlock):
    """The steps a scheme may have or not."""

    confirmations = blocks.ChoiceBlock(
        choices=[("municipalities", _("the municipalities")), ("services", _("the child-welfare services"))],
        required=False, label=_("Who confirm that they take part"),
    )  # fmt: skip
    budget = blocks.BooleanBlock(required=False, label=_("The application has a budget that is approved"))
    preliminary_reply_days = blocks.IntegerBlock(
        required=False, min_value=1, max_value=366, label=_("Preliminary reply within so many days"),
        help_text=_("No preliminary reply when it is empty."),
    )  # fmt: skip
    statements = blocks.MultipleChoiceBlock(
        choices=[("bufetat", _("Bufetat")), ("environment", _("a knowledge environment"))],
        required=False, widget=CheckboxSelectMultiple,
        label=_("Asked for a statement when the application is complete"),
    )  # fmt: skip
    second_assessor = blocks.BooleanBlock(
        required=False, label=_("A second impartial caseworker assesses the application"),
    )  # fmt: skip
    acceptance = blocks.BooleanBlock(
        required=False, label=_("The recipient accepts the grant before it is paid")
    )
    progress_report = blocks.BooleanBlock(required=False, label=_("A progress report on the way"))
    carry_over = blocks.ChoiceBlock(
        choices=[("application", _("when it is applied for")), ("automatic", _("by itself"))],
        required=False, label=_("Unused money is carried over"),
    )  # fmt: skip
    appeal = blocks.BooleanBlock(required=False, label=_("Decisions can be appealed against"))
    appeal_days = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=366,
        label=_("Days to appeal"),
        help_text=_("21 when it is empty."),
    )
    appeal_body = blocks.ChoiceBlock(
        choices=office_choices, required=False, label=_("Who decides appeals"),
        help_text=_("The directorate when it is empty."),
    )  # fmt: skip
    appeal_text_nb = blocks.TextBlock(
        required=False, max_length=2000, rows=2, label=_("On appeals, in bokmål")
    )
    appeal_text_nn = blocks.TextBlock(
        required=False, max_length=2000, rows=2, label=_("On appeals, in nynorsk")
    )

    class Meta:
        label = _("Steps of the case")
        icon = "tasks"
        description = _("Which steps a case has.")
        label_format = ""


class OneOptionsBlock(blocks.StreamBlock):
    """The options, once."""

    options = OptionsBlock()

    class Meta:
        required = False
        max_num = 1
        label = _("Steps of the case")
        icon = "tasks"


def compile_options(stream: Any) -> dict[str, Any]:
    """Return the options of a definition: those that are so, and of the three that every scheme states also the no."""
    if not stream:
        return {}
    value = dict(stream[0].value)
    text = both(value, "appeal_text")
    for language in LANGUAGES:
        value.pop(f"appeal_text_{language}")
    value["statements"] = list(value["statements"] or ())
    options = {
        name: each for name, each in value.items() if each not in (None, "", [], False) or name in ALWAYS
    }
    return {name: bool(each) if name in ALWAYS else each for name, each in options.items()} | said(
        appeal_text=text
    )


def options_of(options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the block of a definition's options, as a stream keeps it."""
    fields = {"statements": []} | {name: value for name, value in options.items() if name != "appeal_text"}
    return [block("options", fields | apart(options.get("appeal_text"), "appeal_text"))]
