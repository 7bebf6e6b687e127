"""The health page: which plugins there are, why one is kept out, how each is set and where it is on."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from workflows import clock
from workflows.plugins import standing
from workflows.plugins.finding import Found
from workflows.plugins.models import PluginActivation, PluginStanding

pytestmark = pytest.mark.django_db
URL = "/tillegg/childcount/"


@pytest.fixture
def client(join: Callable[[str], Any], browse: Callable[[Any], Client], cast: Any) -> Iterator[Client]:
    join("childcount")
    return browse(cast.administrator)


def page(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_one_in_quarantine_is_named_with_its_reason_and_the_site_runs(client: Client, settings: Any) -> None:
    settings.PLUGINS = (*settings.PLUGINS, Found("broken", "broken", reason="SyntaxError: invalid syntax"))
    PluginStanding.objects.create(plugin="removed", name={"nb": "Fjernet tillegg"}, version="0.9")
    shown = page(client, "/tillegg/")
    for said in ("broken", "SyntaxError: invalid syntax", "Fjernet tillegg", "0.9", "Barn i kommunene"):
        assert said in shown
    assert "SyntaxError: invalid syntax" in page(client, "/tillegg/broken/")
    assert "Fjernet tillegg" in page(client, "/tillegg/removed/")
    assert client.get("/tillegg/nobody/").status_code == 404


def test_settings_are_kept_within_their_limits(client: Client) -> None:
    assert 'value="17"' in page(client)
    refused = client.post(URL, {"action": "settings", "oldest": "18"})
    assert refused.status_code == 422
    assert 'value="18"' in refused.content.decode()
    assert standing.settings_of("childcount") == {"oldest": 17}
    assert client.post(URL, {"action": "settings", "oldest": "11"}).status_code == 302
    assert standing.settings_of("childcount") == {"oldest": 11}
    assert 'value="11"' in page(client)


def test_it_is_switched_on_and_off_where_it_is_wanted(client: Client) -> None:
    office = PluginActivation._meta.get_field("office").related_model.objects.get(code="ROG")
    for _twice in range(2):
        answer = client.post(URL, {"action": "switch_on", "scheme": "leader_network", "office": office.pk})
        assert answer.status_code == 302
    [activation] = PluginActivation.objects.all()
    assert (activation.plugin, activation.scheme, activation.office) == (
        "childcount",
        "leader_network",
        office,
    )
    assert PluginStanding.objects.get().brought == {
        "The kind of rule": ["reach"],
        "The fact": ["child_population"],
    }
    assert client.post(URL, {"action": "switch_on", "scheme": "nothing"}).status_code == 422
    assert client.post(URL, {"action": "switch_off", "activation": "x"}).status_code == 404
    assert client.post(URL, {"action": "switch_off", "activation": activation.pk}).status_code == 302
    assert not PluginActivation.objects.exists()


def test_it_rests_and_is_resumed(client: Client) -> None:
    client.post(URL, {"action": "rest"})
    assert standing.is_resting("childcount")
    client.post(URL, {"action": "resume"})
    assert not standing.is_resting("childcount")
    PluginStanding.objects.update(
        resting_until=clock.now() + dt.timedelta(minutes=5), last_error="KeyError in find"
    )
    assert "KeyError in find" in page(client)
    assert client.post(URL, {"action": "explode"}).status_code == 404


def test_what_happened_is_told_again_from_a_day_that_has_come(client: Client) -> None:
    assert client.post(URL, {"action": "replay", "since": "05.03.2024"}).status_code == 422
    assert client.post(URL, {"action": "replay", "since": "01.03.2024"}).status_code == 302
