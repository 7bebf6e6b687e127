"""Very many rows made by the database itself from one: for what only shows with a hundred thousand cases."""

from django.db import connection
from django.db.models import Model


def multiply(row: Model, count: int, **columns: str) -> None:
    """Store `count` rows like one; a column that is named gets what its SQL says, in which `n` counts from 0."""
    table = row._meta.db_table
    fields = [field.column for field in row._meta.local_concrete_fields]
    if unknown := set(columns) - set(fields):
        raise ValueError(f"{table} has no {', '.join(sorted(unknown))}.")
    if connection.vendor == "postgresql":
        numbers = f"generate_series(0, {count - 1}) AS numbers(n)"
    else:
        upto = f"SELECT 0 UNION ALL SELECT n + 1 FROM upto WHERE n < {count - 1}"  # noqa: S608  (a number of ours)
        numbers = f"(WITH RECURSIVE upto(n) AS ({upto}) SELECT n FROM upto) AS numbers"  # noqa: S608
    values = ", ".join(columns.get(name, f'one."{name}"') for name in fields)
    names = ", ".join(f'"{name}"' for name in fields)
    made = f'SELECT {values} FROM "{table}" AS one, {numbers} WHERE one.id = {row.pk}'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({names}) {made}')
