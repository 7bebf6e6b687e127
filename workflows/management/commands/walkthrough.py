"""manage.py walkthrough: new cases from a call to where their variant ends, by the site's own pages."""

import argparse
import contextlib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.publishing import own_rules, publish_scheme
from workflows.schemes.models import SchemeVersion
from workflows.trying.place import trial_office
from workflows.verifying import verify_all
from workflows.walkthrough.course import Strayed
from workflows.walkthrough.everything import walk_all
from workflows.walkthrough.variants import VARIANTS
from workflows.walkthrough.walking import Walk, kept_clock


class Command(BaseCommand):
    """Walk a case, or one of every variant in every scheme, as each of the people involved."""

    help = (
        "One new case through all five flows by the site's own pages. Prints flow, task, role, Oslo time and "
        "outcome, tab-separated; the last line is the case number. With --all every variant is walked in every scheme, "
        "and a line is printed for each. Exits with 0 only if all ended as they should and journal and ledger verify."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take variant, edition, scheme, office and amounts in whole kroner."""
        parser.add_argument("--variant", choices=list(VARIANTS), metavar="NAME", help="plain when not given")
        parser.add_argument("--all", action="store_true", help="every variant in every scheme")
        parser.add_argument("--list", action="store_true", help="tell the variants, and walk none")
        parser.add_argument(
            "--test",
            action="store_true",
            help="the scheme as it is on trial, at the trial office; all its variants where none is named",
        )
        parser.add_argument("--edition", default="", help="the guideline's code; the newest when not given")
        parser.add_argument("--scheme", default="leader_network")
        parser.add_argument("--office", default="ROG")
        parser.add_argument("--requested", type=int, help="whole kroner; the variant's own when not given")
        parser.add_argument("--awarded", type=int, help="whole kroner; the variant's own when not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, verify, and put the clock back."""
        if options["list"]:
            for variant in VARIANTS.values():
                self.stdout.write(f"{variant.name:<26}{variant.says}")
            return
        if options["test"]:
            self._prepare_trial(options)
        options["variant"] = options["variant"] or "plain"
        self._check(options)
        with contextlib.contextmanager(kept_clock)():
            last = self._all(options) if options["all"] else self._one(options)
        faults = verify_all().faults
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(last)

    def _one(self, options: dict[str, Any]) -> str:
        """Walk one case, and return its number."""
        names = ("scheme", "office", "edition", "requested", "awarded")
        variant = VARIANTS[options["variant"]]
        try:
            walk = Walk(variant, tell=self._tell, **{name: options[name] for name in names})
            case: Case = walk.go()
        except Strayed as strayed:
            raise CommandError(str(strayed)) from strayed
        if not variant.went_so(case):
            raise CommandError(f"{case.number} is {case.status}, and it did not go so: {variant.says}")
        return case.number

    def _all(self, options: dict[str, Any]) -> str:
        """Walk everything, a line for each, and return how many walks there were."""
        tell = self._tell if options["verbosity"] > 1 else lambda *_columns: None
        count, strayed = 0, 0
        trial = options["scheme"] if options["test"] else ""
        for walked in walk_all(office=options["office"], tell=tell, trial=trial):
            as_told = "as told" if walked.as_told else "NOT AS TOLD"
            row = (walked.variant, walked.scheme, walked.edition, str(walked.awarded), walked.number)
            self.stdout.write("\t".join([*row, as_told, walked.outcome]))
            count, strayed = count + 1, strayed + (not walked.as_told)
        if strayed:
            raise CommandError(f"{strayed} of {count} walks did not end as they should.")
        return f"{count} walks"

    def _prepare_trial(self, options: dict[str, Any]) -> None:
        """Walk at the trial office; a scheme nobody tried yet is tried as it is published."""
        if not settings.SAFE_TO_PLAY:
            return  # refused below
        options["office"] = trial_office().code
        options["all"] = options["all"] or not options["variant"]
        code, document = options["scheme"], options["edition"]
        published = SchemeVersion.objects.newest(code, document=document)
        if published and SchemeVersion.objects.newest(code, document=document, trial=True) is None:
            publish_scheme(published.definition, rules=own_rules(published), trial=True)

    def _check(self, options: dict[str, Any]) -> None:
        if not settings.SAFE_TO_PLAY:
            raise CommandError("The walkthrough makes accounts and moves the clock: not in production.")
        if not SchemeVersion.objects.filter(code=options["scheme"]).exists():
            raise CommandError(
                f"There is no scheme {options['scheme']}. Run `manage.py demo --prepare` first."
            )
        if not GovernorOffice.objects.filter(code=options["office"]).exists():
            raise CommandError(f"There is no office {options['office']}.")
        variant = VARIANTS[options["variant"]]
        if not variant.happens_in(options["scheme"]):
            raise CommandError(f"{variant.name} cannot happen in {options['scheme']}.")
        plan = variant.plan(requested=options["requested"], awarded=options["awarded"])
        if not 0 < plan.awarded <= plan.requested:
            raise CommandError("Amounts are over zero, and no more is awarded than requested.")

    def _tell(self, flow: str, task: str, role: str, outcome: str) -> None:
        self.stdout.write("\t".join([flow, task, str(role), f"{clock.now():%Y-%m-%dT%H:%M}", outcome]))
