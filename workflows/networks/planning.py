"""What a network plans: its plan as a document, its themes, and how it goes on without funds (R2.4, R2.11, R2.14)."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from workflows.cases.rights import demand
from workflows.cases.uploads import about
from workflows.directory.models import Network, NetworkLog, NetworkPlan, User
from workflows.errors import Refused
from workflows.letters import DocumentDamaged

from . import log, rights, themes
from .holding import held

Kind = NetworkLog.Kind


@transaction.atomic
def add_plan(*, network: Network, title: str, dated: dt.date, upload: UploadedFile, by: User) -> NetworkPlan:
    """Keep a plan beside the earlier ones. Raises NotThere or NotAllowed."""
    demand(rights.may_manage(by, network))
    network = held(network)
    plan = NetworkPlan(network=network, title=title, dated=dated, by=by, **about(upload))
    plan.file.save("", upload, save=False)
    plan.save()
    log.write(network, Kind.PLAN, by=by, on=dated, title=title)
    return plan


def content(plan: NetworkPlan) -> bytes:
    """Return the file of a plan. Raises DocumentDamaged when what is stored is not what was uploaded, or is gone."""
    try:
        with plan.file.storage.open(str(plan.file.name), "rb") as stored:
            data = bytes(stored.read())
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != plan.checksum:
        raise DocumentDamaged(f"Plan {plan.pk} does not have its checksum.")
    return data


@transaction.atomic
def set_themes(*, network: Network, listed: Iterable[str], free: Iterable[str], by: User) -> Network:
    """Write what the network works on. Raises NotThere, NotAllowed, or Refused when there is no room for so much."""
    demand(rights.may_manage(by, network))
    text = themes.as_text(listed, free)
    if len(text) > themes.LONGEST:
        raise Refused(_("These are too many or too long. There is room for 300 characters."))
    network = held(network)
    if network.themes != text:
        network.themes = text
        network.save(update_fields=["themes"])
        log.write(network, Kind.THEMES, by=by, themes=text or "–")
    return network


@transaction.atomic
def set_continuation(*, network: Network, text: str, by: User) -> Network:
    """Write how the cooperation continues without funds. Raises NotThere or NotAllowed."""
    demand(rights.may_manage(by, network))
    network = held(network)
    if network.continuation != text:
        network.continuation = text
        network.save(update_fields=["continuation"])
        log.write(network, Kind.CONTINUATION, by=by, note=text)
    return network
