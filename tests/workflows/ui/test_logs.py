"""What a log tells, and what it does not."""

import json
import logging

import pytest

from workflows import links
from workflows.ui.logs import JsonFormatter


@pytest.mark.adversary("D1", "the log tells no link that could be used")
def test_the_secret_part_of_a_link_is_not_logged() -> None:
    path = f"/nn/bekreft/{links.new_token()}/vedlegg/7/"
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    record.path = path
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["path"]) == (
        "Not Found: /nn/bekreft/…/vedlegg/7/",
        "/nn/bekreft/…/vedlegg/7/",
    )
