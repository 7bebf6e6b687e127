"""`manage.py exchange transfer CASE --out FILE`: the package of a case that is sent to another installation (R7.3)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from imports.transfer.accounts import account
from workflows.cases.away import sending_of
from workflows.cases.models import Case, Sending
from workflows.errors import AlreadyDone, NotAllowed, NotThere, Refused
from workflows.letters import DocumentDamaged
from workflows.sending import actions

from . import Out

HELP = "write the sealed package of a case that is sent to another installation"


def arguments(parser: ArgumentParser) -> None:
    """Take the case and the file; and, for a case that is not sent yet, who sends it, where to and why."""
    parser.add_argument("case", metavar="CASE", help="the case's number")
    parser.add_argument("--out", metavar="FILE", required=True, type=Path, help="must not exist yet")
    parser.add_argument("--to", default="", help="who takes over: propose and send it now")
    parser.add_argument("--reason", default="", help="why")
    parser.add_argument("--by", metavar="USER", default="", help="who proposes it")
    parser.add_argument("--approved-by", metavar="USER", default="", help="the decision maker who sends it")


def run(out: Out, options: dict[str, Any]) -> int:
    """Write the package of a case that two persons have sent, and print its seal."""
    case = Case.objects.filter(number=options["case"]).first()
    if case is None:
        raise CommandError(_("There is no case %(number)s.") % {"number": options["case"]}, returncode=2)
    if options["out"].exists():
        raise CommandError(_("%(path)s is there already.") % {"path": options["out"]})
    try:
        sending = _send(case, options) if options["to"] else sending_of(case)
    except Refused as refused:
        raise CommandError("\n".join(str(message) for message in refused.messages)) from refused
    except (NotAllowed, AlreadyDone, NotThere, DocumentDamaged) as fault:
        raise CommandError(str(fault)) from fault
    if sending is None or not sending.file:
        raise CommandError(
            _(
                "The case is not sent. Two persons send it on its page, or by --to, --reason, --by and --approved-by."
            )
        )
    with sending.file.open("rb") as package, options["out"].open("xb") as file:
        for piece in package.chunks():
            file.write(piece)
    out(_("Seal: %(seal)s") % {"seal": sending.seal})
    return 0


def _send(case: Case, options: dict[str, Any]) -> Sending:
    proposer, decider = account(options["by"]), account(options["approved_by"])
    sending = actions.propose(case=case, to=options["to"], reason=options["reason"], by=proposer)
    return actions.decide(sending=sending, approve=True, note=options["reason"], by=decider)
