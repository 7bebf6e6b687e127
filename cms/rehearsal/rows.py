"""A rehearsal as rows, for a terminal and for a spreadsheet."""

from collections.abc import Iterator

from workflows.rehearsing import Rehearsal


def rows(rehearsal: Rehearsal) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield case, step, paragraph as it is, paragraph in the draft, and the reason; figures last, without a case."""
    for each in rehearsal:
        yield each.case, each.step_name, each.then.reference, each.now.reference, each.why
    for figure in rehearsal.figures():
        yield "", "", figure.then.reference, figure.now.reference, figure.sentence
