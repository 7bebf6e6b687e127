"""manage.py messages: collect, check and compile the texts that people read, in bokmål and nynorsk."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms import catalogues


class Command(BaseCommand):
    """Collect, check or compile translations, without a system gettext."""

    help = "Collects (--extract), checks (--check) or compiles (--compile) the translations."
    requires_system_checks: list[str] = []  # must work before anything else does

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take what to do."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--extract", action="store_true", help="bring new texts into the catalogues, drop old ones"
        )
        what.add_argument("--check", action="store_true", help="say what is not translated, and exit with 1")
        what.add_argument("--compile", action="store_true", help="make the .mo files that are not up to date")
        parser.add_argument(
            "--of",
            type=Path,
            nargs="+",
            default=[],
            metavar="PACKAGE",
            help="a plugin's packages instead of ours",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["of"]:
            self.of_packages(options)
        elif options["extract"]:
            self.extract()
        elif options["check"]:
            self.check_all()
        else:
            compiled, all_of_them = catalogues.compile_all()
            self.stdout.write(f"{compiled} of {all_of_them} catalogues compiled")

    def of_packages(self, options: dict[str, Any]) -> None:
        """Do it with the catalogues of packages, which lie in their `locale`; exit with 1 if one is not whole."""
        wrong: list[str] = []
        for package in options["of"]:
            found = catalogues.extract([package])
            for language in () if options["compile"] else catalogues.LANGUAGES:
                path = catalogues.file_of(package / "locale", language)
                known = catalogues.read(path)
                if options["extract"]:
                    about = f"Texts of {package.name}, translated by hand."
                    catalogues.write(catalogues.update(found, known), path, about)
                else:
                    wrong += [
                        f"{package.name}, {language}: {each}" for each in catalogues.faults(found, known)
                    ]
            self.stdout.write(f"{package.name}: {len(found)} texts")
        if wrong:
            raise CommandError("\n".join(wrong))
        if options["compile"]:
            catalogues.compile_all(package / "locale" for package in options["of"])

    def extract(self) -> None:
        """Bring the catalogues up to the code. Translations are kept; new texts wait for theirs."""
        found = catalogues.extract()
        for language in catalogues.LANGUAGES:
            path = catalogues.file_of(catalogues.OURS, language)
            changed = catalogues.write(catalogues.update(found, catalogues.read(path)), path)
            untranslated = sum(not catalogues.is_translated(message) for message in catalogues.read(path))
            self.stdout.write(
                f"{language}: {len(found)} texts, {untranslated} to translate"
                + ("" if changed else ", nothing new")
            )

    def check_all(self) -> None:
        """Say what is wrong, in any catalogue; exit with 1 if anything is."""
        found, counted, wrong = catalogues.extract(), [], []
        for language in catalogues.LANGUAGES:
            ours = catalogues.read(catalogues.file_of(catalogues.OURS, language))
            others = catalogues.read(catalogues.file_of(catalogues.OTHERS, language))
            wrong += [f"{language}: {fault}" for fault in catalogues.faults(found, ours)]
            wrong += [f"{language}, other packages: {fault}" for fault in catalogues.faults_within(others)]
            counted.append(f"{language}: {len(ours)} texts and {len(others)} of other packages")
        if wrong:
            raise CommandError("\n".join([*wrong, f"{len(wrong)} faults in the translations"]))
        self.stdout.write("; ".join(counted))
