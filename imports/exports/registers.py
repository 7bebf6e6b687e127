"""The registers as tables: the columns of the resources that take them in, so that what goes out comes in again."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from imports import resources
from imports.resources import TableResource
from imports.resources.widgets import Reference
from workflows.directory.models import (
    Network,
    NetworkMembership,
    Role,
    RoleAssignment,
    Service,
    SteeringMember,
)
from workflows.networks.rights import visible_municipalities

from .columns import Column, columns
from .readers import Reader
from .tables import NETWORKS, REGISTERS, Table, table

Rows = Callable[[Reader], QuerySet]
_NETWORK_ROLES = (Role.NETWORK_LEADER, Role.PARTICIPANT)


def _of_networks(model: Any) -> Rows:
    return lambda reader: model.objects.filter(network__in=reader.named_networks().values("pk"))


def _services(reader: Reader) -> QuerySet:
    """Return every service: that a municipality has it is public, and networks name it."""
    return Service.objects.real()


# Whose rows, where not everybody's: what is published about them is all there is.
_ROWS: dict[str, Rows] = {
    "service": _services,
    "network": lambda reader: reader.named_networks(),
    "network_membership": _of_networks(NetworkMembership),
    "steering_member": lambda reader: SteeringMember.objects.filter(
        network__in=reader.networks().values("pk")
    ),
    "contact_person": lambda reader: reader.persons(),
    "region_offer": lambda reader: reader.offers(),
}
_TO: dict[str, dict[tuple[str, ...], str]] = {
    "county": {("governor_office",): "governor_office", ("bufetat_region",): "bufetat_region"},
    "municipality": {("county_code",): "county"},
    "service": {("host_municipality",): "municipality"},
    "network": {("responsible_municipality",): "municipality"},
    "network_membership": {("network",): "network", ("service", "service_host"): "service"},
    "steering_member": {("network",): "network", ("municipality",): "municipality"},
    "contact_person": {
        ("governor_office",): "governor_office",
        ("bufetat_region",): "bufetat_region",
        ("knowledge_environment",): "knowledge_environment",
    },
    "region_offer": {("bufetat_region",): "bufetat_region"},
}
_OF_NETWORKS = ("service", "network", "network_membership", "steering_member")


def code_of(resource: type[TableResource]) -> str:
    """Return what a register is called in addresses, commands and files: `network_membership`."""
    name = resource._meta.model.__name__
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).removeprefix("_")


def _column(resource: TableResource, each: Field) -> Column:
    path, widget = each.attribute, each.widget
    if several := resource.is_several(each):
        path = f"{path}__code"
    elif isinstance(widget, Reference):
        path = f"{path}__{widget.key}"
    return Column(resource._meta.model, each.column_name, path, several=several)


def _register(kind: type[TableResource]) -> Table:
    resource, code = kind(), code_of(kind)
    made = tuple(_column(resource, each) for each in resource.get_export_fields())
    key = [resource.fields[name].column_name for name in resource.get_import_id_fields()]
    if code == "network_membership":  # a service is known by its host beside its name
        key.append("service_host")
    model = resource._meta.model

    def everyone(reader: Reader) -> QuerySet:
        rows = model._default_manager.all()
        return rows.real() if hasattr(rows, "real") else rows

    return table(
        code, model, tuple(key), made, _ROWS.get(code, everyone), to=_TO.get(code, {}), register=True,
        group=NETWORKS if code == "steering_member" else REGISTERS,
        offered=(lambda reader: reader.has_networks) if code in _OF_NETWORKS else (lambda reader: True),
    )  # fmt: skip


for _kind in resources.RESOURCES:
    _register(_kind)


def _people(reader: Reader) -> QuerySet:
    """Return who leads and who takes part, of the networks that an office handles: it writes to them."""
    rows = RoleAssignment.objects.filter(role__in=_NETWORK_ROLES, user__is_trial=False)
    if reader.person is not None:
        rows = rows.filter(network__responsible_municipality__in=visible_municipalities(reader.person))
    return rows.filter(network__in=reader.networks().values("pk"))


table(
    "network_person",
    RoleAssignment,
    ("network", "role", "username", "valid_from"),
    columns(
        RoleAssignment,
        "network=network__code role username=user__username first_name=user__first_name "
        "last_name=user__last_name email=user__email valid_from valid_to",
        network={"label": Network._meta.verbose_name},
    ),
    _people,
    to={("network",): "network"},
    offered=lambda reader: reader.is_inside and reader.has_networks,
    label=_("people of networks"),
    group=NETWORKS,
)
