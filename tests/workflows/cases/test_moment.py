"""Reading as of one moment."""

from threading import Thread

import pytest
from django.db import connection, transaction

from tests.bare import bare_case, journaled_case
from workflows.cases import journal
from workflows.cases.models import JournalEntry
from workflows.cases.moment import one_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_reading_as_of_one_moment_neither_stops_nor_sees_those_who_write() -> None:
    case = bare_case()

    def write() -> None:
        with transaction.atomic():
            journal.record(case=case, action="meanwhile", actor=None)
        connection.close()

    with one_moment():
        assert JournalEntry.objects.count() == 0
        writer = Thread(target=write)
        writer.start()
        writer.join(15)
        assert not writer.is_alive()
        assert JournalEntry.objects.count() == 0
    assert JournalEntry.objects.count() == 1


def test_reading_as_of_one_moment_writes_nothing_and_ends_whatever_happens() -> None:
    with pytest.raises(ZeroDivisionError), one_moment():
        raise ZeroDivisionError
    with transaction.atomic():
        journaled_case(1)
    assert JournalEntry.objects.count() == 1
