"""What was read and assumed, as a batch keeps it for its page: plain data, in the words of who handed it in."""

from typing import Any

from imports.reading import ReadTable

MOST = 200  # of each list: a page shows no more


def told(table: ReadTable) -> dict[str, Any]:
    """Return what a page tells of a table."""
    return {
        "format": table.format,
        "sheet": table.sheet,
        "headers": table.headers[:MOST],
        "names": list(table.names),
        "mapped": [
            {"header": each.header, "column": each.column or "", "how": each.how} for each in table.mapped
        ],
        "missing": list(table.missing),
        "assumptions": [{"code": each.code, "text": str(each)} for each in table.assumptions[:MOST]],
        "questions": [
            {
                "key": each.key,
                "column": each.column,
                "value": each.value,
                "text": str(each.text),
                "choices": [[answer, str(label)] for answer, label in each.choices],
                "rows": list(each.rows[:MOST]),
                "count": len(each.rows),
                "answer": each.answer,
            }
            for each in table.questions[:MOST]
        ],
        "left_out": [[number, str(why)] for number, why in table.left_out[:MOST]],
        "left_out_count": len(table.left_out),
        "notes": len(table.notes),
    }
