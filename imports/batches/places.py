"""Where staff find the exchange: among the places of their own page."""

from django.utils.translation import gettext_lazy as _

from workflows.mine import desk

from . import rights

desk.add(
    desk.Place(
        "imports:batches",
        _("Exchange"),
        _("files in and out, with a look beforehand"),
        rights.sees_any,
    )
)
