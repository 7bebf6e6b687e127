"""Only our own tags come out, whatever goes in."""

import pytest

from cms.guideline_import.richtext import link, prose, words_of


@pytest.mark.adversary("E1", "a link of a document leads to a web page or a mail address, or is plain text")
@pytest.mark.parametrize(
    ("href", "alive"),
    [
        ("https://prove.example.org/a?b=1&c=2", True), ("http://prove.example.org", True),
        ("mailto:a@example.org", True), ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,<script>", False), ("//evil.example", False), ("/cms/", False), ("#", False), ("", False),
        ("https:///", False), ("http://[", False), ("mailto:", False), ("file:///etc/passwd", False),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_page_or_a_mailbox_or_is_no_link(href: str, alive: bool) -> None:
    assert link(href, "her").startswith("<a ") == alive


def test_what_is_written_is_text() -> None:
    assert prose('<script>"a" & b</script>') == "&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;"
    assert prose("Se https://prove.example.org/a?b=1&c=2, eller skriv til a@example.org.") == (
        'Se <a href="https://prove.example.org/a?b=1&amp;c=2">https://prove.example.org/a?b=1&amp;c=2</a>, '
        'eller skriv til <a href="mailto:a@example.org">a@example.org</a>.'
    )


def test_words_are_those_people_read() -> None:
    html = '<p>En <b>prø</b>ve.<a href="#fotnote-1">[1]</a></p><ol><li>To<ul><li>Tre</li></ul></li><li>Fire</li></ol>'
    assert words_of(html) == ["En", "prøve.1", "1", "To", "Tre", "2", "Fire"]
