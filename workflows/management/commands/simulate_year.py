"""manage.py simulate_year: a whole year at all offices, through the one door."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.simulation.year import Year, simulate


class Command(BaseCommand):
    """Make networks, people, pots and calls of a year to come, and play every application through it."""

    help = (
        "Plays a year to come at all ten offices with networks and people of its own, every step through the one door. "
        "Prints the cases by story and outcome and each pot's balance. Exits with 0 only if all went as told, "
        "everything verifies, and each pot's authority is what is committed, returned and moved."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the size and the seed; the same seed gives the same counts."""
        parser.add_argument("--networks", type=int, default=150)
        parser.add_argument("--applications", type=int, default=600)
        parser.add_argument("--seed", type=int, default=2024)

    def handle(self, *args: Any, **options: Any) -> None:
        """Simulate and tell. Raises CommandError in production, for too small a year, and for any fault."""
        if not settings.SAFE_TO_PLAY:
            raise CommandError("A simulated year makes cases and moves the clock: not in production.")
        if options["networks"] < 1 or options["applications"] < 1:
            raise CommandError("A year has at least one network and one application.")
        try:
            year = simulate(
                networks=options["networks"], applications=options["applications"], seed=options["seed"]
            )
        except (LookupError, ValueError) as refused:
            raise CommandError(str(refused)) from refused
        self._tell(year)
        if year.faults:
            raise CommandError("\n".join(year.faults))
        self.stdout.write("Everything verifies.")

    def _tell(self, year: Year) -> None:
        steps = sum(year.steps.values())
        self.stdout.write(f"{'story':<26}{'cases':>6}{'as told':>9}  outcomes")
        for name, told in sorted(year.stories.items()):
            outcomes = "; ".join(f"{outcome} {count}" for outcome, count in sorted(told.outcomes.items()))
            self.stdout.write(f"{name:<26}{told.cases:>6}{told.as_told:>9}  {outcomes}")
        self.stdout.write(
            f"\n{'pot':<28}{'authority':>11}{'committed':>11}{'returned':>10}{'moved':>9}{'left':>6}"
        )
        for pot, kept in year.pots.items():
            sums = f"{kept.authority:>11}{kept.held:>11}{kept.returned:>10}{kept.moved:>9}{kept.available:>6}"
            self.stdout.write(f"{pot!s:<28}{sums}")
        cases = sum(told.cases for told in year.stories.values())
        self.stdout.write(
            f"\n{year.year}: {cases} cases, {steps} steps, {year.escalated} escalated, {year.seconds:.0f} s"
        )
