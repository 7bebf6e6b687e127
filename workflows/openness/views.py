"""The public pages of grants and networks: the same for everyone, kept whole until something on them changes."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows import clock
from workflows.cases.awards import granted
from workflows.cases.models import Case
from workflows.directory.models import County, Network
from workflows.networks import themes
from workflows.pages import paging
from workflows.ui.caching import MINUTE, public
from workflows.ui.paths import local_path
from workflows.ui.sheets import csv_response

from . import networks as reading
from .awards import Sums, awards, purpose, schemes, sums, table, years
from .words import public_text

KEPT = 5 * MINUTE


@require_safe
def grants(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show who got money in a year (the newest that has any), by scheme, office and county, with the sums."""
    by_year, shown = _year(year)
    counties, known = list(County.objects.real().select_related("office")), schemes()
    offices = {county.office.code: county.office for county in counties}
    asked = {
        "ordning": _choice(request, "ordning", known),
        "embete": _choice(request, "embete", offices),
        "fylke": _choice(request, "fylke", [county.code for county in counties]),
    }
    found = awards(shown, scheme=asked["ordning"], office=asked["embete"], county=asked["fylke"])
    by_scheme = sums(found, "scheme_version__code")
    page = _page(found, request, asked)
    context = {
        "year": shown,
        "years": [(each, reverse("grants-of-year", args=[each])) for each in by_year],
        "asked": asked,
        "schemes": sorted(known.items(), key=lambda pair: str(pair[1])),
        "offices": sorted(offices.items(), key=lambda pair: str(pair[1])),
        "counties": counties,
        "rows": [(case, purpose(case, known), public_text(case.network.name)) for case in page["rows"]],
        "page": page,
        "total": sum(by_scheme, Sums()),
        "bars": _bars({str(known[each.key]): each.awarded for each in by_scheme}),
        "year_bars": _bars({str(each): amount for each, amount in sorted(by_year.items())}),
        "csv_url": f"{reverse('grants-csv', args=[shown])}{_query(asked)}",
        "crumbs": [(_("Home"), local_path("/")), (_("Who got money"), "")],
    }
    return public(render(request, "openness/grants.html", context), seconds=KEPT)


@require_safe
def grants_csv(request: HttpRequest, year: int) -> HttpResponse:
    """Give the same as a file, all of the year's or what the filters in the address leave."""
    _by_year, shown = _year(year)
    codes = County.objects.real().values_list("code", "office__code")
    counties, offices = [code for code, _office in codes], {office for _code, office in codes}
    found = awards(
        shown,
        scheme=_choice(request, "ordning", schemes()),
        office=_choice(request, "embete", offices),
        county=_choice(request, "fylke", counties),
    )
    return public(csv_response(table(found), f"tildelinger-{shown}"), seconds=KEPT)


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """Show where there are networks, on a map of squares, and what they work on."""
    counties = {each.code: each for each in County.objects.real()}
    asked = {
        "fylke": _choice(request, "fylke", counties),
        "tema": _choice(request, "tema", themes.LISTED),
    }
    found = reading.at_work(county=asked["fylke"], theme=asked["tema"])
    regions = reading.regions(reading.at_work(theme=asked["tema"]), county=asked["fylke"])
    page = _page(found.select_related("responsible_municipality"), request, asked)
    with_theme = _query({"tema": asked["tema"]})
    county_url = f"{with_theme}&fylke=" if with_theme else "?fylke="
    context = {
        "asked": asked,
        "county": counties.get(asked["fylke"]),
        "theme": themes.LISTED.get(asked["tema"]),
        "counties": counties.values(),
        "themes": themes.LISTED.items(),
        "regions": regions,
        "by_name": sorted(regions, key=lambda region: region.county.name),
        "county_url": county_url,
        "blocks": reading.blocks(regions, county_url),
        "key": [("on", _("Takes part in a network")), ("off", _("In no network"))],
        "taking_part": sum(region.taking_part for region in regions),
        "municipalities": sum(len(region.places) for region in regions),
        "bars": reading.theme_bars(reading.at_work(county=asked["fylke"])),
        "networks": [(each, public_text(each.name), _themes(each)) for each in page["rows"]],
        "page": page,
        "crumbs": [(_("Home"), local_path("/")), (_("Networks in Norway"), "")],
    }
    return public(render(request, "openness/networks.html", context), seconds=KEPT)


@require_safe
def network(request: HttpRequest, code: str) -> HttpResponse:
    """Show what everyone may know of a network: municipalities, themes and grants, and no person."""
    found = get_object_or_404(
        reading.public_networks().select_related("responsible_municipality__county__office"), code=code
    )
    known, name = schemes(), public_text(found.name)
    cases = granted(Case.objects.filter(network=found)).select_related("project", "scheme_version")
    context = {
        "network": found,
        "name": name,
        "themes": _themes(found),
        "municipalities": found.municipalities_on().select_related("county"),
        "grants": [
            (case, known[case.scheme_version.code], public_text(case.project.title) if case.project else "")
            for case in cases.defer("scheme_version__definition").order_by("-year", "-id")
        ],
        "crumbs": [
            (_("Home"), local_path("/")),
            (_("Networks in Norway"), reverse("public-networks")),
            (name, ""),
        ],
    }
    return public(render(request, "openness/network.html", context), seconds=KEPT)


def _year(wanted: int | None) -> tuple[dict[int, int], int]:
    """Return the kroner by year, and the year that is shown; 404 for one without grants."""
    by_year = years()
    if wanted is not None and wanted not in by_year:
        raise Http404
    return by_year, wanted or next(iter(by_year), clock.today().year)


def _choice(request: HttpRequest, name: str, known: Collection[str]) -> str:
    """Return what was chosen, or nothing; 404 for what cannot be chosen, so that it fills no cache."""
    value = request.GET.get(name, "")
    if value and value not in known:
        raise Http404
    return value


def _page(found: QuerySet[Any], request: HttpRequest, asked: dict[str, str]) -> dict[str, Any]:
    """Return a page of rows; its links carry what this page knows, whatever else somebody's link carried."""
    page = paging.by_key(found, request, name="side")
    last = str(page.rows[-1].pk) if page.next_url else ""
    return {
        "rows": page.rows,
        "first_url": (_query(asked) or request.path) if page.first_url else "",
        "next_url": _query(asked | {"side": last}) if last else "",
    }


def _query(asked: dict[str, str]) -> str:
    chosen = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""


def _bars(amounts: dict[str, int]) -> list[dict[str, Any]]:
    """Return amounts as `ui/chart.html` draws them."""
    most = max(amounts.values(), default=0) or 1
    return [
        {"label": name, "value": amount, "percent": amount * 100 // most} for name, amount in amounts.items()
    ]


def _themes(found: Network) -> list[str]:
    return [public_text(word) for word in themes.in_words(found.themes)]
