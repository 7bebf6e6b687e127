"""A channel that leaves notices as files, for a system that fetches them."""

import hashlib
import json
from pathlib import Path

from workflows.plugins import api


def send(told: api.Told) -> None:
    """Write a notice as a file named by its key, so that one that comes twice is there once."""
    folder = api.settings_of("fieldkit")["folder"]
    if folder:
        name = hashlib.sha256(told.key.encode()).hexdigest()[:24]
        notice = {"to": told.to.pk, "subject": told.subject, "body": told.body}
        Path(folder, f"{name}.json").write_text(json.dumps(notice, ensure_ascii=False), encoding="utf-8")


def register() -> None:
    """Register the channel."""
    api.register_channel(api.Channel("files", send))
