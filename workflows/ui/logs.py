"""Logs as JSON lines: request id, case number, person id; never personal data."""

import json
import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
_ALLOWED = ("case", "person", "task", "kind", "attempts", "error", "status", "path", "reason")


class JsonFormatter(logging.Formatter):
    """One line of JSON for a record, with only the fields that are allowed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        line |= {name: record.__dict__[name] for name in _ALLOWED if name in record.__dict__}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
