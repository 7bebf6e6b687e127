"""What Wagtail's buttons may do with guidelines: everything but publish past the review."""

from typing import Any

from wagtail.models import PagePermissionTester


class ReviewedPage(PagePermissionTester):
    """A page that is published by being approved: by no button, and not in bulk."""

    def can_publish(self) -> bool:
        """Return False: another person approves it."""
        return False

    def can_unschedule(self) -> bool:
        """Return whether the person could have published it."""
        return bool(super().can_publish())

    def can_set_view_restrictions(self) -> bool:
        """Return whether the person could have published it."""
        return bool(super().can_publish())


class ListOfReviewedPages(PagePermissionTester):
    """The page above them: nothing is begun, copied or moved there that is published at once."""

    def can_publish_subpage(self) -> bool:
        """Return False, as for the pages themselves."""
        return False


class Reviewed:
    """Mixin: a page that is published by being approved."""

    def permissions_for_user(self, user: Any) -> ReviewedPage:
        """Return what a person may do with the page."""
        return ReviewedPage(user, self)


class HoldsReviewed:
    """Mixin: a page whose pages are published by being approved."""

    def permissions_for_user(self, user: Any) -> ListOfReviewedPages:
        """Return what a person may do with the page."""
        return ListOfReviewedPages(user, self)
