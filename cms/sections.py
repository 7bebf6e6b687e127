"""A section among the calls for each office, and the group of those who edit it (D6, D8).

Sections and groups are made as they are needed: when there is a list of calls, when there is an office, and when
somebody edits for one. What an office's editor may open in Wagtail's admin ends where the section ends.
"""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.signals import page_published

from workflows.directory.models import GovernorOffice

PREFIX = "Calls of "
# What an office's editor may open, by the beginning of the address's name; pages only in their own section.
OPEN = (
    "wagtailadmin_home", "wagtailadmin_explore", "wagtailadmin_pages:", "wagtailadmin_choose_page",
    "wagtailadmin_choose_", "wagtailadmin_account", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
    "wagtailadmin_dismissibles", "wagtailadmin_editing_sessions:", "wagtailadmin_block_preview",
    "wagtailadmin_log", "wagtailadmin_api:", "wagtailadmin_tag_autocomplete", "wagtaildocs:",
    "wagtaildocs_chooser:", "simple_translation:submit_page_translation",
)  # fmt: skip
CLOSED = ("wagtailadmin_pages:type_use", "wagtailadmin_pages:usage")  # they list pages of everybody's


def ensure(*offices: GovernorOffice) -> None:
    """Make the sections of these offices (of all, if none is named) in every list of calls."""
    from .models import CallIndexPage, OfficeCallsPage

    wanted = list(offices or GovernorOffice.objects.real())
    for index in CallIndexPage.objects.select_related("locale").order_by("pk"):
        present = set(OfficeCallsPage.objects.child_of(index).values_list("office", flat=True))
        for office in wanted:
            if office.pk not in present:
                _make(index, office)


def _make(index: Any, office: GovernorOffice) -> None:
    """Make an office's section in a list, as the translation of those in other lists."""
    from .models import OfficeCallsPage

    language = index.locale.language_code
    section = OfficeCallsPage(
        title=office.name_in(language),
        slug=office.code.lower(),
        office=office,
        locale=index.locale,
        live=False,
    )
    if other := OfficeCallsPage.objects.filter(office=office).exclude(locale=index.locale).first():
        section.translation_key = other.translation_key
    index.add_child(instance=section)


def group_of(office: GovernorOffice) -> Group:
    """Return the group of an office's editors, with rights in its section and its own documents, and nowhere else."""
    from . import access
    from .models import OfficeCallsPage

    group, _created = Group.objects.get_or_create(name=f"{PREFIX}{office.code}")
    ensure(office)
    group.permissions.set(access.everywhere())
    sections = OfficeCallsPage.objects.filter(office=office)
    GroupPagePermission.objects.filter(group=group).exclude(page__in=sections).delete()
    for section in sections:
        access.grant_on_page(group, access.ON_PAGES[access.EDITORS], section)
    root = Collection.get_first_root_node()
    if root is not None:
        name = f"{PREFIX}{office.code}"
        collection = root.get_children().filter(name=name).first() or root.add_child(name=name)
        access.grant_on_documents(group, access.ON_DOCUMENTS, collection)
    return group


def is_office_editor(user: Any) -> bool:
    """Return whether a person edits in offices' sections alone."""
    names = list(user.groups.values_list("name", flat=True))
    return bool(names) and all(name.startswith(PREFIX) for name in names)


def refuse_elsewhere(request: HttpRequest) -> None:
    """Raise PermissionDenied where an office's editor asks for what lies outside the office's section (D6)."""
    match = request.resolver_match
    if match is None or not is_office_editor(request.user):
        return
    name = match.view_name
    numbers = [value for key, value in match.kwargs.items() if key in _PAGES]
    if name.startswith(CLOSED) or not (name.startswith(OPEN) or name == "wagtail_bulk_action"):
        raise PermissionDenied(_("This is for the directorate’s editors."))
    if name == "wagtail_bulk_action":
        if match.kwargs.get("model_name") != "page" or not request.GET.getlist("id"):
            raise PermissionDenied(_("This is for the directorate’s editors."))
        numbers += request.GET.getlist("id")
    elif name.startswith("wagtailadmin_pages:") and "pk" in match.kwargs:
        numbers.append(match.kwargs["pk"])
    for number in numbers:
        if not str(number).isdecimal() or not visible_to(request.user).filter(pk=number).exists():
            raise PermissionDenied(_("This page lies in another section than your office’s."))


_PAGES = {"page_id", "parent_page_id", "page_to_move_id", "destination_id", "root_page_id", "viewed_page_id"}


def visible_to(user: Any) -> Any:
    """Return the pages a person sees in the explorer: their own section, and the way to it."""
    return PagePermissionPolicy().explorable_instances(user)


def _office_saved(
    sender: Any, instance: GovernorOffice, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if created and not raw and not instance.is_trial:
        ensure(instance)


def _index_published(sender: Any, **kwargs: Any) -> None:
    ensure()


def connect() -> None:
    """Make sections when lists of calls and offices come."""
    post_save.connect(_office_saved, sender=GovernorOffice, dispatch_uid="cms.sections.office")
    # Not when a list is saved: whoever saves it may save it again, as it was before it had children.
    index = installed.get_model("cms", "CallIndexPage")
    page_published.connect(_index_published, sender=index, dispatch_uid="cms.sections.index")
