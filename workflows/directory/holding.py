"""Accounts that nobody can log in to: they hold the work of people who come by a link (R6.4, R2.5)."""

from django.db.models import Q, QuerySet

from .models import User

LINKS = ("confirms-", "answers-")  # how the accounts are called that links leave


def stand_in(username: str, *, name: str) -> tuple[User, bool]:
    """Return the account of this username, and whether it was made now: no password, no address, only a name."""
    first, _, last = name.rpartition(" ")
    user, made = User.objects.get_or_create(
        username=username, defaults={"first_name": first[:150], "last_name": last[:150]}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user, made


def without_stand_ins(people: QuerySet[User]) -> QuerySet[User]:
    """Return people without the accounts that links leave: nobody logs in to them, and nobody gives them roles."""
    left = Q(pk__in=[])
    for prefix in LINKS:
        left |= Q(username__startswith=prefix)
    return people.exclude(left, is_active=False, email="")
