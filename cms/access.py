"""Who may use Wagtail's admin: editors and reviewers, by the roles they hold today, and never by flags (D6, D8).

Groups follow roles at every request to the admin, so that a role that ends or is given counts at once.
"""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.db.models.signals import post_migrate
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User

from . import sections
from .review import setup as review

EDITORS, REVIEWERS = "Editors", "Guideline reviewers"
GROUP_OF_ROLE = {Role.EDITOR: EDITORS, Role.GUIDELINE_REVIEWER: REVIEWERS}
ON_PAGES = {
    EDITORS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    REVIEWERS: ("change_page", "publish_page", "lock_page", "unlock_page"),
}
ON_DOCUMENTS = ("add_document", "change_document", "choose_document")
WAGTAILS_OWN = ("Moderators",)  # made by Wagtail's first migration; nobody here is one


def groups_follow_roles(user: User) -> None:
    """Let a person be in exactly the groups that their roles of today give, and in no other.

    An editor with an office edits that office's calls, and nothing else; without one, everything.
    """
    held = (
        RoleAssignment.objects.in_force().filter(user=user, role__in=GROUP_OF_ROLE).select_related("office")
    )
    wanted: dict[str, GovernorOffice | None] = {}
    for each in held:
        office = each.office if each.role == Role.EDITOR else None
        wanted[f"{sections.PREFIX}{office.code}" if office else GROUP_OF_ROLE[Role(each.role)]] = office
    if set(wanted) != set(user.groups.values_list("name", flat=True)):
        for office in filter(None, wanted.values()):
            sections.group_of(office)
        user.groups.set(Group.objects.filter(name__in=wanted))
        for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
            user.__dict__.pop(cached, None)


def install(**kwargs: Any) -> None:
    """Make the groups with exactly their permissions: pages and documents, and nothing about users or settings."""
    root = Page.objects.filter(depth=1).first()
    collection = Collection.objects.filter(depth=1).first()
    if root is None or collection is None:
        return  # a database that has just been emptied
    for label in ("wagtailcore", "wagtailadmin", "wagtaildocs", "simple_translation"):
        create_permissions(installed.get_app_config(label), verbosity=0)
    Group.objects.filter(name__in=WAGTAILS_OWN).delete()
    for name, acts in ON_PAGES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(everywhere())
        grant_on_page(group, acts, root)
        grant_on_documents(group, ON_DOCUMENTS, collection)
    review.install(Group.objects.get(name=REVIEWERS))


def everywhere() -> Any:
    """Return the permissions of everybody who edits: to come in, and to begin a page in the other language."""
    return Permission.objects.filter(
        Q(content_type__app_label="wagtailadmin", codename="access_admin")
        | Q(content_type__app_label="simple_translation", codename="submit_translation")
    )


def grant_on_page(group: Group, acts: tuple[str, ...], page: Page) -> None:
    """Let a group do exactly these acts on a page and those beneath it."""
    present = GroupPagePermission.objects.filter(group=group, page=page)
    _grant(present, acts, "wagtailcore", group=group, page=page)


def grant_on_documents(group: Group, acts: tuple[str, ...], collection: Collection) -> None:
    """Let a group do exactly these acts with the documents of a collection."""
    present = GroupCollectionPermission.objects.filter(group=group, collection=collection)
    _grant(present, acts, "wagtaildocs", group=group, collection=collection)


def _grant(present: Any, acts: tuple[str, ...], app_label: str, **place: Any) -> None:
    """Let a group have exactly these permissions in a place."""
    wanted = Permission.objects.filter(content_type__app_label=app_label, codename__in=acts)
    present.exclude(permission__in=wanted).delete()
    for permission in wanted:
        present.model.objects.get_or_create(permission=permission, **place)


def connect() -> None:
    """Make the groups when the pages' tables are there."""
    post_migrate.connect(install, sender=installed.get_app_config("wagtailcore"), dispatch_uid="cms.access")
