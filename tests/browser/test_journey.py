"""One case as the people in it meet it: from a paragraph of the guideline to a closed audit, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import applying, deciding, settling
from tests.browser.looking import Eye
from tests.browser.opening import Site
from tests.browser.people import Person


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement(
    "P5", "a network leader applies, supplements, accepts, reports and appoints the auditor by hand"
)
@pytest.mark.requirement("P3", "a caseworker checks, asks for what is missing, assesses and pays, by hand")
@pytest.mark.requirement(
    "P4", "a decision maker reads the recommendation and decides, and the letter goes out"
)
@pytest.mark.requirement("P6", "municipal management reads the application and stands behind it on a phone")
@pytest.mark.requirement(
    "R1.5", "a budget over five per cent shows the paragraph that was read before applying"
)
@pytest.mark.requirement(
    "R3.4", "three of five municipalities have not answered, and the application is sent all the same"
)
@pytest.mark.requirement(
    "R3.9", "overhead that fits what was asked for is refused on the smaller sum that is awarded"
)
@pytest.mark.requirement("R4.5", "the letter is read on the page and kept as a file")
@pytest.mark.requirement("R8.10", "one person registers the payment and another attests it")
@pytest.mark.requirement("R8.14", "staff log in with a password and a one-time code")
@pytest.mark.adversary("F6", "every page of the journey, also refused ones, in light, dark and 320 pixels")
def test_a_case_from_a_published_rule_to_a_closed_audit(
    person: Callable[..., Person], site: Site, eye: Eye, tmp_path: Path
) -> None:
    leader = person("halvor.fossbergmo")
    caseworker, decider = person("rog.saksbehandler"), person("rog.beslutter")
    attester, auditor = person("rog.attestant"), person("revisor")

    applying.read_the_rule(person())
    applying.find_the_call(leader)
    applying.write(leader, tmp_path)
    applying.confirm(person)
    number = applying.submit(leader)

    caseworker.sign_in()
    caseworker.look("my page of the caseworker")
    deciding.look_around(caseworker)
    deciding.check_formally(caseworker, number, complete=False)
    applying.supplement(leader)
    deciding.check_formally(caseworker, number, complete=True)
    deciding.assess(caseworker)
    decider.sign_in()
    deciding.decide(decider, number)
    deciding.accept(leader, tmp_path)
    attester.sign_in()
    deciding.pay(caseworker, attester, number)

    settling.report(leader)
    settling.control(caseworker, number)
    settling.audit(leader, auditor, caseworker, number)
    settling.parts(caseworker, whose="office")
    settling.parts(leader, whose="network")

    assert eye.faults == []
    assert len(eye.seen) > 60
    assert site.errors() == []
