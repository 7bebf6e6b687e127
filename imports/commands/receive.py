"""`manage.py exchange receive FILE`: what a case from another installation is, and receiving it (R7.3)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from imports.transfer import actions, placing
from imports.transfer.accounts import account
from imports.transfer.opening import Came, open_package
from workflows.directory.models import GovernorOffice
from workflows.errors import AlreadyDone, NotAllowed, Refused
from workflows.package.files import receipt_of
from workflows.sending.tables import table_name

from . import Out

HELP = "look at a case from another installation, and receive it"


def arguments(parser: ArgumentParser) -> None:
    """Take the file and the office; and, to receive it, the step, the persons and where it belongs."""
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--office", metavar="CODE", required=True, help="the office here that takes over")
    parser.add_argument("--seal", default="", help="as the sender told it in another way")
    parser.add_argument("--step", default="", help="the step the case goes on from: receive it now")
    parser.add_argument(
        "--network", metavar="CODE", help="the network here; by itself the one of the same code"
    )
    parser.add_argument("--municipality", metavar="NUMBER", help="the responsible municipality here")
    parser.add_argument("--call", metavar="KEY", help="the call here; empty: as it was announced there")
    parser.add_argument("--reason", default="", help="why")
    parser.add_argument(
        "--by", metavar="USER", default="", help="who proposes it; alone: take it in, for the pages"
    )
    parser.add_argument(
        "--approved-by", metavar="USER", default="", help="the decision maker who receives it"
    )


def run(out: Out, options: dict[str, Any]) -> int:
    """Say what the package is and what does not match; take it in, and receive it, where persons are named."""
    office = GovernorOffice.objects.filter(code=options["office"]).first()
    if office is None:
        raise CommandError(_("The office %(code)s is not here.") % {"code": options["office"]})
    try:
        with options["file"].open("rb") as file:
            came = open_package(file, seal=options["seal"])
            placed = _placed(came, office, options)
            possible = _tell(out, came, placed, office)
            if not options["by"]:
                return 0 if possible else 2
            incoming = actions.take_in(
                file=file, office=office, by=account(options["by"]), seal=options["seal"]
            )
        if not options["step"]:
            return 0
        proposer, decider = account(options["by"]), account(options["approved_by"])
        told = {"placing": placed, "step": options["step"], "reason": options["reason"]}
        incoming = actions.propose(incoming=incoming, by=proposer, **told)
        incoming = actions.decide(incoming=incoming, approve=True, note="", by=decider)
    except Refused as refused:
        raise CommandError("\n".join(str(message) for message in refused.messages)) from refused
    except (NotAllowed, AlreadyDone, OSError) as fault:
        raise CommandError(str(fault)) from fault
    out(_("Received as case %(number)s.") % {"number": incoming.number})
    out(_("Receipt: %(code)s") % {"code": receipt_of(incoming.seal)})
    return 0


def _placed(came: Came, office: GovernorOffice, options: dict[str, Any]) -> placing.Placing:
    said = {name: options[name] for name in ("network", "municipality", "call") if options[name] is not None}
    return placing.suggested(came, office) | said


def _tell(out: Out, came: Came, placed: placing.Placing, office: GovernorOffice) -> bool:
    """Print what came, what does not match and the steps it can go on from; return whether it could be received."""
    out(_("Case %(number)s from %(sender)s: %(title)s") % {
        "number": came.number, "sender": came.sender, "title": came.case.get("title", ""),
    })  # fmt: skip
    out(_("The package holds: every file, and the journal’s whole chain."))
    for each in placing.differences(came, office):
        out(f"- {each}")
    try:
        rehearsed = actions.rehearse(came, placed, office)
    except Refused as refused:
        for message in refused.messages:
            out(f"! {message}")
        return False
    for name, count in sorted(rehearsed.only_history.items()):
        out(_("Kept in the package alone: %(what)s, %(count)s") % {"what": table_name(name), "count": count})
    out(_("It can go on from: %(steps)s") % {"steps": ", ".join(start.code for start in rehearsed.steps)})
    return True
