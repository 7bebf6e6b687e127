"""A register that is taken out under people's headings is recognised where it is taken in."""

import pytest
from django.utils import translation

from imports.exports.all import TABLES
from imports.exports.registers import code_of
from imports.resources import RESOURCES


@pytest.mark.requirement(
    "R7.1", "the headings of an exported register are those that an import knows, in every language"
)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.django_db
def test_the_headings_that_go_out_are_known_where_they_come_in(language: str) -> None:
    unknown = {}
    for resource in RESOURCES:
        known = {column.name: {each.casefold() for each in column.headings} for column in resource.columns()}
        table = TABLES[code_of(resource)]
        with translation.override(language):
            for column in table.every_column:
                if column.heading.casefold() not in known.get(column.name, set()):
                    unknown[table.code, column.name] = column.heading
    assert unknown == {}
