"""What came by mail: the newest to an address, and the links in it."""

import re

from django.core import mail
from django.core.mail import EmailMessage

from workflows.outbox import deliver_due


def to(address: str) -> list[EmailMessage]:
    """Return what was mailed to an address so far, the oldest first; what is owed is delivered first."""
    deliver_due()
    return [letter for letter in mail.outbox if letter.to == [address]]


def link(address: str, under: str) -> str:
    """Return the path in the newest mail to an address that leads beneath a part of the site (`bekreft`)."""
    for letter in reversed(to(address)):
        if found := re.search(rf"https?://[^/]+(/\S*{under}/\S+/)", letter.body):
            return found[1]
    raise AssertionError(f"No link to {under} was mailed to {address}.")
