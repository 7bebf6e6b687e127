"""Cases at different places and stages, who sees them, and every address they have."""

from dataclasses import dataclass, field

from tests import way
from tests.cast import make_network, make_person
from workflows.cases import panels
from workflows.cases.models import Case, CaseTask
from workflows.directory.models import Role

OFFICE = {"caseworker", "second_caseworker", "decision_maker", "payment_attester"}
NETWORK = {"leader_network_leader", "participant"}
BACKERS = {"child_welfare_leader", "suldal_leader"}
OTHER_OFFICE = {"other_caseworker", "other_decision_maker"}
NATIONAL = {"fund_manager"}

# Stage: who of the cast sees the case.
SEEN_BY = {
    "draft": NETWORK,
    "backed": NETWORK | BACKERS,
    "filed": NETWORK | BACKERS | OFFICE | NATIONAL,
    "decided": NETWORK | BACKERS | OFFICE | NATIONAL,
    "other_network": {"network_leader", "municipal_management", "klepp_management", "time_management"}
    | OFFICE
    | NATIONAL,
    "other_office": OTHER_OFFICE | NATIONAL,
}


def case_at(stage: str) -> Case:
    """Return a new case at a stage: of the leader network in Rogaland unless the stage's name says otherwise."""
    if stage == "other_office":
        make_network("hordaland", "leader", "4601", {"Bergen": ["4601"], "Askøy": ["4627"]})
        make_person("bergen_leader", Role.NETWORK_LEADER, network="hordaland")
        return way.submitted(network="hordaland")
    if stage == "other_network":
        return way.submitted("self_initiated")
    return {"draft": way.begin, "backed": way.written, "filed": way.submitted, "decided": way.granted}[
        stage
    ]()


@dataclass
class CaseAddresses:
    """Every address of a case: the page, its parts, its tasks (also done ones), its documents."""

    case: Case
    tasks: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        here = self.case.get_absolute_url()
        tasks = CaseTask.objects.filter(item__case=self.case)
        self.tasks = [f"{here}oppgaver/{task.pk}/" for task in tasks]
        parts = [f"{here}{panel.slug}/" for panel in panels.panels(internal=True)]
        documents = [document.get_absolute_url() for document in self.case.documents.all()]
        written = [
            f"{here}dokumenter/nytt/",
            f"{here}utgave/",
            f"{here}overforing/",
            f"{here}send/",
            *(f"{each}register/" for each in documents),
        ]
        acts = [f"{here}gjor/{act}/" for act in ("klag", "stans", "nytt-vedtak")]
        self.others = [here, *parts, *documents, *written, *acts]

    def all(self) -> list[str]:
        """Return all addresses, every third of them in both languages: the prefix of a language changes no rights."""
        paths = [*self.others, *self.tasks]
        return [*paths, *(f"/nn{path}" for path in paths[::3])]
