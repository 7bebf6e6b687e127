"""Making the case of a package here: its rows, documents, money and people, all or nothing (R7.3)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils.translation import gettext as _

from workflows.assessment.models import CriterionScore
from workflows.cases.models import (
    Case,
    CaseNumber,
    CaseStatus,
    DevelopmentProject,
    Document,
    DocumentRegistration,
    FactSheet,
    Finding,
)
from workflows.directory.changes import History
from workflows.directory.models import (
    BufetatRegion,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    Service,
    User,
)
from workflows.errors import Refused
from workflows.grant.models import DecisionTerms
from workflows.publishing.calls import open_call
from workflows.publishing.errors import PublishError
from workflows.scanning import ScannerDown, verdict
from workflows.schemes.models import Call, Edition, Rule, SchemeVersion
from workflows.schemes.uploads import KINDS

from . import money
from .opening import NUMBER, Came, Row
from .placing import Placing, already_here, number_today, own_edition, own_scheme
from .rows import WRONG, Keys, NotPlaced, make, refusing_the_malformed, unsaved

# The tables that a case goes on with, in the order in which they refer to each other. What is not named here, such as
# links that were sent or how a draft was written, stays in the package and is read there.
TABLES = """
    pauses participations impartiality_declarations statements casemessages casenotes
    application application_versions budget_lines formal_checks preliminary_reply received
    assessment second_assessments rule_answers
    decisions held_decisions acceptance conditions instalments payments payment_stops account_changes
    changes appeals reports carry_overs claims repayments reminders progress_reports
    audit_obligation audit_statement bufetat_request statements_asked
""".split()
BENEATH: list[type[models.Model]] = [CriterionScore, DecisionTerms]
# References that may be left out where they lead to nothing here: the row says the same without.
DROPPED = {"conditions": ("rule",)}
ANSWERED = {"application", "application_versions", "reports", "progress_reports"}
_OCTETS = "application/octet-stream"


@dataclass
class Made:
    """The case, and how many rows of which tables are read in the package alone."""

    case: Case
    only_history: Counter[str] = field(default_factory=Counter)


class Making:
    """One making of one case, inside the caller's transaction. `stored` names the files it put in the storage."""

    def __init__(self, came: Came, placing: Placing, office: GovernorOffice) -> None:
        self.came, self.placing, self.office = came, placing, office
        self.keys = Keys()
        self.stored: list[str] = []

    def make(self, *, with_files: bool = True) -> Made:
        """Make the case. Without files it is a rehearsal, which the caller rolls back.

        Raises Refused where it is here already, something is not placed that must be, or a row cannot be kept.
        """
        if here := already_here(self.came):
            raise Refused(here)
        with refusing_the_malformed():
            return self._make(with_files)

    def _make(self, with_files: bool) -> Made:
        self._know_the_register()
        self._know_people()
        made = Made(self._case())
        self._know_rules(made.case)
        self._documents(made, with_files=with_files)
        for name in TABLES:
            self._rows(made, name, _model_of(name), case=made.case)
        for model in BENEATH:
            self._rows(made, model._meta.model_name or "", model)
        self._checks(made)
        money.take_over(self.came, made.case, self.keys)
        for name, rows in self.came.tables.items():
            if name not in (*TABLES, "ledger", *(model._meta.model_name for model in BENEATH)) and rows:
                made.only_history[name] += len(rows)
        return made

    def _know_the_register(self) -> None:
        """Learn which rows of the register here are those that the case refers to there."""
        history = History.from_database()
        own = dict(Municipality.objects.values_list("code", "pk"))
        for key, about in self._told("workflows.Municipality"):
            today = number_today(str(about["code"]), self.came, history)
            if today:
                self.keys.learn(Municipality, key, own[today])
        for model, label in (
            (GovernorOffice, "code"),
            (BufetatRegion, "code"),
            (KnowledgeEnvironment, "name"),
        ):
            for key, about in self._told(model._meta.label):
                found = model._default_manager.filter(**{label: str(about[label])}).first()
                if found:
                    self.keys.learn(model, key, found.pk)
        for key, about in self._told("workflows.Service"):
            self._know_service(key, about, history)

    def _know_service(self, key: str, about: Row, history: History) -> None:
        hosts = [
            number_today(str(code), self.came, history) for code in (about["host"], *about["municipalities"])
        ]
        host = Municipality.objects.filter(code=hosts[0]).first()
        if host is None:
            return
        kind = about["kind"] if about["kind"] in Service.Kind.values else Service.Kind.OTHER
        service, new = Service.objects.get_or_create(
            name=str(about["name"])[:200], host=host, defaults={"kind": kind}
        )
        if new:
            service.municipalities.set(Municipality.objects.filter(code__in=hosts))
        self.keys.learn(Service, key, service.pk)

    def _know_people(self) -> None:
        """Learn who the people are: accounts here where somebody said so, else accounts that nobody can open.

        They count for separation of duties as the persons they were.
        """
        chosen = self.placing.get("people", {})
        for key, about in self._told("workflows.User"):
            if key in chosen:
                person = User.objects.filter(username=chosen[key], is_active=True).first()
                if person is None:
                    raise Refused(_("There is no account %(name)s here.") % {"name": chosen[key]})
            else:
                person, new = User.objects.get_or_create(
                    username=f"{self.came.seal[:16]}-{int(key)}",
                    defaults={"last_name": str(about["name"])[:150], "is_active": False},
                )
                if new:
                    person.set_unusable_password()
                    person.save(update_fields=["password"])
            self.keys.learn(User, key, person.pk)

    def _told(self, model: str) -> Iterator[tuple[str, Row]]:
        return iter(self.came.references.get(model, {}).items())

    def _case(self) -> Case:
        network, call = self._network(), self._call()
        municipality = Municipality.objects.filter(code=str(self.placing.get("municipality"))).first()
        if municipality is None:
            raise Refused(_("Say which municipality here is the responsible one."))
        edition = next(
            (own_edition(each) for each in self.came.editions if self._is_case_edition(each)), None
        )
        self._keep_number_free()
        return make(
            Case,
            self.came.case,
            self.keys,
            call=call,
            edition=edition or call.edition,
            scheme_version=own_scheme(self.came.told["scheme_version"]) or call.scheme_version,
            office=self.office,
            network=network,
            municipality=municipality,
            project=self._project(network),
            draft_number="",
            status=CaseStatus.IN_PROGRESS,
            closed_at=None,
            ending="",
            sent_away_at=None,
            journal_count=0,
            journal_head="",
        )

    def _is_case_edition(self, told: Row) -> bool:
        return bool(told["id"] == self.came.case["edition_id"])

    def _network(self) -> Network:
        code, told = self.placing.get("network") or "", self.came.told["network"]
        if code:
            network = Network.objects.filter(code=code).first()
            if network is None:
                raise Refused(_("There is no network %(code)s here.") % {"code": code})
            return network
        responsible = Municipality.objects.filter(code=str(self.placing.get("municipality"))).first()
        if responsible is None:
            raise Refused(_("Say which municipality here is the responsible one."))
        if Network.objects.filter(code=str(told["code"])).exists():
            raise Refused(
                _("There is a network with the code %(code)s here. Choose it.") % {"code": told["code"]}
            )
        made: Network = make(Network, told, self.keys, responsible_municipality=responsible)
        return made

    def _project(self, network: Network) -> DevelopmentProject | None:
        told = self.came.told["project"]
        if told is None:
            return None
        known = network.projects.filter(title=str(told["title"]), first_year=told["first_year"]).first()
        return known or make(DevelopmentProject, told, self.keys, network=network)

    def _call(self) -> Call:
        chosen = str(self.placing.get("call") or "")
        code = str(self.came.told["scheme_version"]["code"])
        if chosen:
            call = (
                Call.objects.filter(pk=int(chosen), scheme_version__code=code)
                .select_related("edition")
                .first()
            )
            if call is None:
                raise Refused(_("There is no such call here."))
            return call
        return self._announced(code)

    def _announced(self, code: str) -> Call:
        """Return the sender's call as it was announced there, made here; Refused where its rules are not here."""
        told, keys = self.came.told["call"], self.keys
        office = GovernorOffice.objects.filter(code=str(self.came.told["office"]["code"])).first()
        documents = [each["document"] for each in self.came.editions if self._is_case_edition(each)]
        edition = Edition.objects.filter(document__in=documents).order_by("-version").first()
        version = own_scheme(self.came.told["scheme_version"]) or SchemeVersion.objects.newest(
            code, document=edition.document if edition else ""
        )
        if office is None or edition is None or version is None:
            raise Refused(
                _("Neither a call nor the rules it was announced under are here. Announce a call first.")
            )
        try:
            like = unsaved(
                Call, told, keys, office=office, scheme_version=version, edition=edition, local_edition=None
            )
        except (*WRONG, NotPlaced) as fault:
            raise Refused(_("What it holds is not what a package holds.")) from fault
        if like.is_open:  # type: ignore[attr-defined]
            raise Refused(_("The sender’s call is still open. Choose a call of your own."))
        values = {name: getattr(like, name) for name in ("year", "opens", "deadline", "max_amount")}
        try:
            return open_call(office=office, scheme_version=version, edition=edition, **values)
        except PublishError as fault:
            raise Refused(str(fault)) from fault

    def _keep_number_free(self) -> None:
        """Let the series of the number's office go on after it, should that office ever file cases here."""
        found = NUMBER.fullmatch(self.came.number)
        assert found is not None  # it was opened
        office = GovernorOffice.objects.filter(code=found[1]).first()
        if office is None or int(found[2]) > 9999:
            return
        series, _new = CaseNumber.objects.get_or_create(
            office=office, year=int(found[2]), defaults={"last": 1000}
        )
        CaseNumber.objects.filter(pk=series.pk, last__lt=int(found[3])).update(last=int(found[3]))

    def _know_rules(self, case: Case) -> None:
        """Learn which editions and rules here say what those of the package said; the others stay history."""
        for told in self.came.editions:
            edition = own_edition(told)
            if edition is None:
                continue
            self.keys.learn(Edition, told["id"], edition.pk)
            own = edition.rules_in_force(call=case.call_id, scheme=case.scheme_version_id)
            known = {_says(str(rule), vars(rule)): rule.pk for rule in own}
            for rule in told["rules"]:
                if here := known.get(_says(str(rule["reference"]), rule)):
                    self.keys.learn(Rule, rule["id"], here)

    def _documents(self, made: Made, *, with_files: bool) -> None:
        for told in self.came.documents:
            data = self.came.reader.content(str(told["package_file"]))
            kind = next((kind for kind in KINDS.values() if kind.content_type == told["content_type"]), None)
            upload = SimpleUploadedFile("x", data, content_type=kind.content_type if kind else _OCTETS)
            if with_files:
                _refuse_harmful(upload, str(told["title"]))
            document = self._document(told, made.case, upload if with_files else None, len(data))
            self.keys.learn(Document, told["id"], document.pk)
            for version in told["registrations"]:
                make(DocumentRegistration, version, self.keys)

    def _document(self, told: Row, case: Case, upload: SimpleUploadedFile | None, size: int) -> Document:
        values: dict[str, Any] = {"case": case, "size": size}
        if told["content_type"] not in {kind.content_type for kind in KINDS.values()}:
            values["content_type"] = _OCTETS
        document = unsaved(Document, told, self.keys, **values)
        assert isinstance(document, Document)
        if upload is not None:
            document.file.save("", upload, save=False)
            self.stored.append(document.file.name or "")
        document.save_base(force_insert=True, raw=True)
        return document

    def _rows(self, made: Made, name: str, model: type[models.Model], **given: Any) -> None:
        rows = self.came.tables.get(name, [])
        files = _file_fields(self.came.told["scheme_version"]["definition"]) if name in ANSWERED else set()
        for told in rows:
            if files:
                told = told | {"answers": self._with_own_documents(told["answers"], files)}
            try:
                make(model, told, self.keys, drop=DROPPED.get(name, ()), **given)
            except NotPlaced:
                made.only_history[name] += 1

    def _with_own_documents(self, answers: Row, files: set[str]) -> Row:
        return {
            code: self.keys.here(Document, value) if code in files and value is not None else value
            for code, value in answers.items()
        }

    def _checks(self, made: Made) -> None:
        """Keep the checks whose edition and rules are here; one that refers to any other is read in the package."""
        for told in self.came.checks:
            edition = self.keys.here(Edition, told["edition_id"])
            placed = all(self.keys.here(Rule, each["rule_id"]) for each in told["findings"])
            if edition is None or not placed:
                made.only_history["fact_sheets"] += 1
                continue
            sheet = make(FactSheet, told, self.keys, case=made.case)
            for each in told["findings"]:
                make(Finding, each, self.keys, sheet=sheet)


def _model_of(name: str) -> type[models.Model]:
    """Return the table of one of the case's relations."""
    found = (each for each in Case._meta.related_objects if each.get_accessor_name() == name)
    model: type[models.Model] = next(found).related_model
    return model


def _says(reference: str, rule: Row) -> tuple[Any, ...]:
    """Return what makes two rules the same: where they stand, and what they demand."""
    told = (rule["number"], rule["kind"], rule["severity"], rule["schemes"], rule["steps"], rule["params"])
    return (reference, repr([_sorted(each) for each in told]))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _sorted(each)) for key, each in value.items())
    return [_sorted(each) for each in value] if isinstance(value, list | tuple) else value


def _file_fields(definition: Any) -> set[str]:
    """Return the codes of the questions, in whatever form of the scheme, that are answered with a file."""
    if isinstance(definition, list):
        return set().union(*map(_file_fields, definition))
    if not isinstance(definition, dict):
        return set()
    own = {str(definition["code"])} if definition.get("type") == "file" and "code" in definition else set()
    return own.union(*map(_file_fields, definition.values()))


def _refuse_harmful(upload: SimpleUploadedFile, title: str) -> None:
    """Raise Refused for a document that holds malware, or that cannot be scanned now (E16)."""
    try:
        found = verdict(upload)
    except ScannerDown:
        raise Refused(
            _("The documents could not be checked for malware now. Try again in a few minutes.")
        ) from None
    if found:
        raise Refused(
            _("The document «%(title)s» holds malware: the case is not received.") % {"title": title}
        )
