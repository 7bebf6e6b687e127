"""The options of a scheme: the steps and terms that one scheme has and another has not (R8.4)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPTIONS: dict[str, str | Promise] = {
    "acceptance": _("The network accepts the grant before it is paid"),
    "appeal": _("The decision can be appealed against"),
    "appeal_body": _("Who decides appeals"),
    "appeal_days": _("Days to appeal"),
    "appeal_text": _("What is told of appeals"),
    "budget": _("The decision has an approved budget"),
    "carry_over": _("How unused funds are carried over"),
    "confirmations": _("Who stands behind the application"),
    "preliminary_reply_days": _("Days before a preliminary reply"),
    "progress_report": _("A progress report can be asked for"),
    "second_assessor": _("A second caseworker assesses"),
    "statements": _("Who is asked for a statement by itself"),
}
YES_OR_NO = ("acceptance", "appeal", "budget", "second_assessor", "progress_report")
STATEMENTS = ("bufetat", "environment")  # who can be asked for a statement by itself


def option_name(option: str) -> str:
    """Return what an option is called; its code where nobody has named it."""
    return str(OPTIONS.get(option, option))
