"""From a complete application to a recommendation, in two steps."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from workflows.plugins import api

from . import actions, forms


class EquipmentFlow(api.CaseFlow):
    """A caseworker compares two offers, and recommends one."""

    process_title = _("Equipment")
    schemes = ("equipment",)
    instead_of = ("assessment",)

    start = flow.StartHandle(this.on_start).Annotation(title=_("Complete application")).Next(this.compare)
    compare = (
        api.Step(forms.CompareForm, actions.compare)
        .Annotation(title=_("Compare the offers"))
        .Role(api.Role.CASEWORKER)
        .Toward(api.Capacity.ASSESSED)
        .Due(14)
        .Next(this.recommend)
    )
    recommend = (
        api.Step(forms.RecommendForm, actions.recommend)
        .Annotation(title=_("Recommend an offer"))
        .Role(api.Role.CASEWORKER)
        .Leaves(api.Capacity.ASSESSED)
        .Assign(this.compare.owner)
        .Due(14)
        .Next(this.end)
    )
    end = api.Finish().Annotation(title=_("Recommended"))
