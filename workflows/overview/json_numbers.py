"""Numbers that stand in answers, for the database to add up."""

import re
from typing import Any

from django.db.models import BigIntegerField, Func

PLAIN = re.compile(r"[\w-]+", re.ASCII)


class NumberIn(Func):
    """The whole number at a path in a JSON column; NULL for what is none. Raises ValueError for codes with signs."""

    output_field = BigIntegerField()

    def __init__(self, column: Any, *path: str) -> None:
        if not all(PLAIN.fullmatch(part) for part in path):
            raise ValueError(f"{path} cannot be looked up.")
        super().__init__(column)
        self.path = path

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL of SQLite."""
        sql, params = compiler.compile(self.source_expressions[0])
        where = "$" + "".join(f'."{part}"' for part in self.path)
        text = f"CASE WHEN json_type({sql}, %s) = 'integer' THEN json_extract({sql}, %s) END"
        return text, (*params, where, *params, where)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL of PostgreSQL."""
        sql, params = compiler.compile(self.source_expressions[0])
        where = "{" + ",".join(self.path) + "}"
        whole = f"({sql} #>> %s::text[]) ~ '^[0-9]{{1,9}}$'"
        text = (
            f"CASE WHEN jsonb_typeof({sql} #> %s::text[]) = 'number' AND {whole}"
            f" THEN ({sql} #>> %s::text[])::bigint END"
        )
        return text, (*params, where, *params, where, *params, where)
