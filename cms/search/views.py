"""The page on which one searches (`/sok/?q=…`)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.cache import MINUTE, public
from workflows.ui.paths import current_language, local_path

from . import finding, showing

PER_PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers a question. Without one the page is kept; questions have no end, so answers are not."""
    question = finding.ask(request.GET.get("q", ""))
    language = current_language()
    answer = finding.answer(question, language)
    paginator = Paginator(answer.found, PER_PAGE)
    page = paginator.get_page(request.GET.get("side"))
    suggestion = showing.suggestion(answer, language)
    context = {
        "title": _("Search"),
        "crumbs": [(_("Home"), local_path("/")), (_("Search"), "")],
        "answer": answer,
        "question": question,
        "count": paginator.count,
        "language": language,
        "results": showing.results(request, list(page.object_list), question.stems),
        "suggestion": suggestion,
        "suggestion_query": urlencode({"q": suggestion}),
        "first": page.start_index(),
        "position": f"{page.start_index()}–{page.end_index()} / {paginator.count}",
        "previous_url": _address(question, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _address(question, page.next_page_number()) if page.has_next() else "",
    }
    response = render(request, "cms/search.html", context)
    return response if "q" in request.GET else public(response, seconds=5 * MINUTE)


def _address(question: finding.Question, number: int) -> str:
    return "?" + urlencode({"q": question.text, "side": str(number)})
