"""A file that somebody hands over in a form is read for that form alone, and the token goes to Slack alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import LeiderschapError
from bot.core.forms import FileField, Form, Upload
from bot.core.people import Actor
from bot.slack import modal, transport
from bot.slack.files import KEPT, SlackFiles
from bot.slack.manifest import READ_FILES, SCOPES
from tests.fakes.forms import filled
from tests.fakes.web_api import CUT, HTML, RESET_AFTER, WORKSPACE, Answer, WebApi, error
from tests.running import BOT_TOKEN, Time
from tests.slack_limits import check
from tests.support import Logs

ADA = Actor(WORKSPACE, "U1VOORBEELD")
DATA = b"# Een stuk\n\nOver werken in een team."
MOST = 1000


def granting(*scopes: str) -> Answer:
    return Answer(headers={"X-OAuth-Scopes": ",".join([*SCOPES, *scopes])}, applied=True)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def files(api: WebApi, time: Time) -> AsyncIterator[SlackFiles]:
    async with transport.session() as session:
        yield of(api, session, time)


def of(api: WebApi, session: aiohttp.ClientSession, time: Time, *, on: bool = True) -> SlackFiles:
    async def client(_workspace: str) -> AsyncWebClient:
        return transport.web_client(BOT_TOKEN, api.url, session)

    return SlackFiles(client, session, time, on=on)


def downloads(api: WebApi) -> list[str]:
    return [call.token for call in api.calls if call.method == "download"]


async def test_a_form_gives_its_file_with_its_name_and_what_is_in_it(api: WebApi, files: SlackFiles) -> None:
    form = Form("voorbeeld", "Voorbeeld", (FileField("file", "Bestand", ("md", "pdf")),), "Lees")
    view = modal.view(form)
    check(view, "modal")
    held = api.upload(ADA.user, "stuk.md", DATA)
    sent = filled(view, file=[held])
    value = modal.values(sent, lambda one: files.handed(ADA, one))["file"]
    assert isinstance(value, Upload)
    assert (value.name, value.size) == ("stuk.md", len(DATA))
    assert await value.read(MOST) == DATA
    assert downloads(api) == [BOT_TOKEN]
    assert modal.values(sent) == {}, "an open form that changed hands over nothing"
    assert modal.values(filled(view), lambda one: files.handed(ADA, one)) == {"file": None}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"user": "U2VOORBEELD"}, "not_their_own"),
        ({"url_private_download": "https://elders.example/stuk.md"}, "not_at_slack"),
        ({"url_private_download": "https://slack.com.elders.example/stuk.md"}, "not_at_slack"),
        ({"url_private_download": "https://elders.example/?files.slack.com"}, "not_at_slack"),
        ({"url_private_download": "http://files.slack.com/stuk.md"}, "not_at_slack"),
        ({"url_private_download": "https://notslack.com/stuk.md"}, "not_at_slack"),
        ({"url_private_download": "file:///etc/passwd"}, "not_at_slack"),
        ({"url_private_download": "/stuk.md"}, "not_at_slack"),
        ({"url_private_download": None}, "not_at_slack"),
        ({"size": 7}, "not_the_file"),
    ],
)
async def test_a_file_of_somebody_else_and_an_address_elsewhere_are_refused(
    api: WebApi, files: SlackFiles, fields: Mapping[str, Any], why: str
) -> None:
    upload = files.handed(ADA, api.upload(ADA.user, "stuk.md", DATA, **fields))
    with pytest.raises(LeiderschapError, match=f"^{why}$"):
        await upload.read(MOST)
    assert len(downloads(api)) == (why == "not_the_file")


@pytest.mark.parametrize(
    "answer", [Answer(404), Answer(302, headers={"Location": "https://elders.example/"}), HTML, CUT]
)
async def test_a_download_that_goes_wrong_is_an_error_without_an_address(
    api: WebApi, files: SlackFiles, answer: Answer, logs: Logs
) -> None:
    upload = files.handed(ADA, api.upload(ADA.user, "stuk.md", DATA))
    api.answer("download", answer)
    with pytest.raises(LeiderschapError) as raised:
        await upload.read(MOST)
    assert "geheimadres" not in str(raised.value) + logs.text
    assert len(downloads(api)) == 1, "no redirect is followed with the token"


async def test_more_than_may_be_read_is_not_read(api: WebApi, files: SlackFiles) -> None:
    upload = files.handed(ADA, api.upload(ADA.user, "stuk.md", b"x" * (MOST + 1)))
    with pytest.raises(LeiderschapError, match="too_large"):
        await upload.read(MOST)


@pytest.mark.parametrize("code", ["missing_scope", "file_not_found", "file_deleted"])
async def test_a_file_that_slack_does_not_describe_is_an_error(
    api: WebApi, files: SlackFiles, code: str
) -> None:
    api.answer("files.info", error(code))
    with pytest.raises(LeiderschapError, match=code):
        await files.handed(ADA, {"id": "F1"}).read(MOST)


async def test_where_uploads_are_off_nothing_is_asked_of_slack(api: WebApi, time: Time) -> None:
    async with transport.session() as session:
        off = of(api, session, time, on=False)
        assert not await off.taken(WORKSPACE)
        with pytest.raises(LeiderschapError, match="uploads_off"):
            await off.handed(ADA, api.upload(ADA.user, "stuk.md", DATA)).read(MOST)
    assert api.calls == []


async def test_files_are_taken_once_the_right_is_granted(api: WebApi, files: SlackFiles, time: Time) -> None:
    api.answer("auth.test", granting(), RESET_AFTER, granting(READ_FILES), always=True)
    assert not await files.taken(WORKSPACE)
    assert not await files.taken(WORKSPACE), "it is remembered"
    time.now += KEPT + dt.timedelta(seconds=1)
    assert not await files.taken(WORKSPACE), "Slack does not say"
    assert await files.taken(WORKSPACE)
    assert len(api.of("auth.test")) == 3
