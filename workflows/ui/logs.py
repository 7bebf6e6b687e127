"""Logs as JSON lines: request id, case number, person id; never personal data."""

import json
import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
_ALLOWED = ("case", "person", "task", "kind", "attempts", "error", "status", "path", "reason")

# The secret part of a link, in an address: whoever reads logs must not be able to use it.
_SECRET = re.compile(r"/[\w-]{40,}(?=/|$|\s)", re.ASCII)


class JsonFormatter(logging.Formatter):
    """One line of JSON for a record, with only the fields that are allowed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _SECRET.sub("/…", record.getMessage()),
            "request_id": request_id.get(),
        }
        line |= {name: record.__dict__[name] for name in _ALLOWED if name in record.__dict__}
        if "path" in line:
            line["path"] = _SECRET.sub("/…", str(line["path"]))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
