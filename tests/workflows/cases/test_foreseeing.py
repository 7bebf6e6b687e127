"""What an act leads to is told before it is done, from how the case stands."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import way
from workflows.audit.foreseeing import STOP
from workflows.cases.foreseeing import foreseen, foresees
from workflows.ui.amounts import format_amount

pytestmark = pytest.mark.django_db


def test_an_act_is_told_of_once() -> None:
    with pytest.raises(ValueError, match="already"):
        foresees(STOP)(lambda case: [])
    assert foreseen("nothing.of.the.kind", case=None) == []  # type: ignore[arg-type]


@pytest.mark.requirement(
    "R6.3", "who stops a project reads first what must be paid back, reported and audited"
)
def test_stopping_tells_of_money_report_and_audit(
    cast: SimpleNamespace, browse: Callable[[Any], Any], at: Callable[..., None]
) -> None:
    case = way.paid("self_initiated", 250_000)
    told = " ".join(foreseen(STOP, case))
    assert told.count(format_amount(250_000)) >= 3
    assert "15. februar 2025" in told
    page = browse(cast.network_leader).get(f"{case.get_absolute_url()}revisjon/stopp/").content.decode()
    assert all(words in page for words in foreseen(STOP, case))


def test_stopping_before_payment_costs_nothing(cast: SimpleNamespace) -> None:
    case = way.granted("self_initiated", 150_000)
    assert foreseen(STOP, case)[0] == _("Nothing is paid out yet, so nothing is to be paid back.")


@pytest.mark.parametrize(("awarded", "demanded"), [(200_000, False), (200_001, True)])
def test_accepting_tells_whether_an_auditor_is_needed(
    awarded: int, demanded: bool, cast: SimpleNamespace, browse: Callable[[Any], Any]
) -> None:
    case = way.granted("self_initiated", awarded)
    page = browse(cast.network_leader).get(way.item(case, "accept").get_absolute_url()).content.decode()
    no = _("No auditor’s statement is demanded of %(amount)s.") % {"amount": format_amount(awarded)}
    assert (no in page) is not demanded


def test_reporting_tells_what_becomes_of_money_that_is_left(
    cast: SimpleNamespace, browse: Callable[[Any], Any], at: Callable[..., None]
) -> None:
    case = way.paid()
    at(2025, 1, 10)
    page = browse(way.leader_of(case)).get(way.item(case, "report").get_absolute_url()).content.decode()
    assert all(words in page for words in foreseen("report.report", case))
