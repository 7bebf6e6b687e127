"""Opening what came: a file that may be anything, until every checksum, the chain and the seal are checked."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from workflows.errors import Refused
from workflows.package import files
from workflows.package.reading import NotAPackage, Reader
from workflows.package.verifying import verify

Row = dict[str, Any]
NUMBER = re.compile(r"([A-Z0-9]{2,8})-(\d{4})-(\d{1,9})")  # office, year, number


@dataclass
class Came:
    """A package that holds, read: what is in its files, and the file itself for its documents."""

    reader: Reader
    seal: str
    number: str
    manifest: Row
    told: Row  # the case, with its office, network, municipality, call and scheme version
    tables: dict[str, list[Row]]
    documents: list[Row]
    checks: list[Row]
    editions: list[Row]
    references: dict[str, dict[str, Row]]
    work: list[Row]

    @property
    def case(self) -> Row:
        """Return the case's own row."""
        row: Row = self.told["case"]
        return row

    @property
    def sender(self) -> str:
        """Return the office it comes from, as it calls itself."""
        return str(self.told["office"]["own_name"])[:250]

    @property
    def submitted_on(self) -> dt.date:
        """Return the day the application was sent: numbers of municipalities mean what they meant then."""
        return dt.datetime.fromisoformat(self.case["submitted_at"]).date()

    def about(self, model: str, key: Any) -> Row:
        """Return what is told of a row outside the case, such as `workflows.Municipality`; {} where nothing is."""
        return self.references.get(model, {}).get(str(key), {})


def open_package(file: BinaryIO, *, seal: str = "") -> Came:
    """Return a package of a case that was sent; checked from end to end, nothing of it unpacked.

    Raises Refused with everything that is wrong: too large, no package, changed by as much as a byte, a broken chain,
    another seal than the one told, or one that is no case on its way.
    """
    size = file.seek(0, 2)
    if size > settings.MAX_PACKAGE_BYTES:
        limit = {"size": filesizeformat(size), "limit": filesizeformat(settings.MAX_PACKAGE_BYTES)}
        raise Refused(_("The file is %(size)s. It can be at most %(limit)s.") % limit)
    checked = verify(file, seal=seal.strip().lower())
    if checked.faults:
        raise Refused(*checked.faults[:20])
    try:
        return _read(Reader(file))
    except NotAPackage as fault:
        raise Refused(str(fault)) from fault
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise Refused(_("What it holds is not what a package holds.")) from fault


def _read(reader: Reader) -> Came:
    manifest = reader.json(files.MANIFEST)
    if "sent" not in manifest or "references.json" not in reader.names:
        raise Refused(
            _("This is a case for the archive. Ask the sender for the package of a case that was sent.")
        )
    came = Came(
        reader=reader,
        seal=files.seal_of(reader.content(files.MANIFEST)),
        number=manifest["case"],
        manifest=manifest,
        told=reader.json("case.json"),
        tables=reader.json("data.json"),
        documents=reader.json("documents.json"),
        checks=reader.json("checks.json"),
        editions=reader.json("editions.json"),
        references=reader.json("references.json"),
        work=reader.json("work.json"),
    )
    if not NUMBER.fullmatch(came.number) or came.case["number"] != came.number or len(came.number) > 24:
        raise Refused(_("What it holds is not what a package holds."))
    _refuse_other_shapes(came)
    return came


def _refuse_other_shapes(came: Came) -> None:
    """Raise TypeError, KeyError or ValueError where something is not of the kind that is read later."""
    str(came.sender), str(came.submitted_on)
    str(came.told["municipality"]["code"]), str(came.told["network"]["code"]), int(came.case["year"])
    str(came.told["network"]["name"]), str(came.told["scheme_version"]["code"])
    str(came.told["scheme_version"]["definition"]["sections"]), str(came.manifest["sent"]["reason"])
    for row in (*came.documents, *came.checks, *came.editions, *came.work):
        row.keys()
    for rows in came.tables.values():
        for row in rows:
            row.keys()
    for rows_by_key in came.references.values():
        for row in rows_by_key.values():
            row.keys()
