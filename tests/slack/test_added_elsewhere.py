"""Two workspaces that installed one bot: what one added is found there by every way of asking, in the other by none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.answers.added.service import AddedArticles
from bot.answers.added.store import SqlAddedArticleStore
from bot.answers.own_words import texts as texts_own_words
from bot.channels.store import SqlChannelStore
from bot.core import texts
from bot.core.people import Actor
from bot.database import engine as store_engine
from bot.delivery.ledger import SqlLedger
from bot.library.importing import importer
from tests.factories import NINE, a_channel
from tests.fakes.installing import an_installable_bot
from tests.fakes.slack import words
from tests.fakes.web_api import RESPONSE, WebApi
from tests.running import DATABASE, Running, shipped_content
from tests.slack.outsiders import OWN, OWN_QUESTION, plain, walk

# slack_sdk sends the client's secret in a way that aiohttp is going to drop.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

TITLE = "Het verhaal van de club"
DESK = "Voor een goede werkplek in je eigen huis betalen wij een bureau en een stoel. Stuur de bon mee."
HELPER = "Word je gepest, bel dan onze vertrouwenspersoon van het huis, op de vierde verdieping."
DOCUMENT = f"# {TITLE}\n\n## Zo doen wij dat\n\n{OWN}\n\n## Bureau\n\n{DESK}\n\n## Pesten\n\n{HELPER}\n"
SECRETS = (OWN[:40], DESK[:40], HELPER[:40], TITLE, "xylofoonclub")
PEOPLE = {"T1": "U1BAAS", "T2": "U2BAAS"}
PASSAGE = "het-verhaal-van-de-club/zo-doen-wij-dat/1"


@pytest.fixture
async def both(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot that T1 and T2 installed, each with a tip in its channel and an administrator; T1 added a document."""
    api.people |= {user: {"team_id": team, "is_admin": True} for team, user in PEOPLE.items()}
    engine = store_engine.create(f"sqlite:///{tmp_path}/{DATABASE}")
    async with an_installable_bot(tmp_path, api) as site:
        channels, responder = SqlChannelStore(engine), site.bot.slack.responder
        both = Running(site.bot, site.slack, api, site.time, SqlLedger(engine), channels, responder)
        for workspace in PEOPLE:
            await site.install(workspace)
            await channels.save(a_channel(workspace=workspace))
        await both.tick(NINE)
        added = AddedArticles(SqlAddedArticleStore(engine), shipped_content)
        found = importer.in_data(DOCUMENT.encode(), "club.md", {})
        proposed = await added.propose("T1", found, "club.md", PEOPLE["T1"], NINE)
        await added.accept(Actor("T1", PEOPLE["T1"]), proposed.id, NINE)
        yield both
    await engine.dispose()


async def came(both: Running, workspace: str) -> Mapping[str, Any]:
    """All that follows when the administrator of a workspace asks in every way, also for what T1 alone has."""
    slack = both.slack
    slack.workspace, slack.person = workspace, PEOPLE[workspace]
    found = await walk(both, PEOPLE[workspace])
    for question in (OWN_QUESTION, "ik word gepest", "werkplek in eigen huis"):
        found[f"/ {question}"] = await slack.command(question)
    for action in ("more", "share"):
        start = len(both.api.calls)
        await slack.click({"action_id": f"{action}:0", "value": f"{PASSAGE}:"}, message=f"18{len(found)}.1")
        await both.settled()
        found[f"{action} of the passage"] = [call.body for call in both.api.calls[start:]]
    return found


async def test_in_the_workspace_that_added_it_every_way_there_is_leads_to_it(both: Running) -> None:
    found = await came(both, "T1")
    ways = {way for way, held in found.items() if any(secret in plain(held) for secret in SECRETS)}
    assert {
        "/articles",
        "articles_added",
        f"@ {OWN_QUESTION}",
        "more of the passage",
        "share of the passage",
    } <= ways
    assert OWN[:40] in plain(found[f"/ {OWN_QUESTION}"])
    assert HELPER[:40] in plain(found["/ ik word gepest"])
    assert DESK[:40] in plain(found["/ werkplek in eigen huis"])


async def test_in_another_workspace_no_way_leads_to_a_word_of_it(both: Running) -> None:
    assert OWN[:40] in plain(await came(both, "T1")), "it is in memory for the other one by now"
    found = await came(both, "T2")
    for way, held in found.items():
        assert [secret for secret in SECRETS if secret in plain(held)] == [], way
    assert texts.NOTHING_FOUND in plain(found[f"/ {OWN_QUESTION}"])
    assert texts.GONE in plain(found["more of the passage"])
    assert texts.GONE in plain(found["share of the passage"])


async def test_a_word_of_it_means_the_same_in_its_workspace_alone(both: Running) -> None:
    slack = both.slack
    for workspace, refused in (("T2", True), ("T1", False)):
        slack.workspace, slack.person = workspace, PEOPLE[workspace]
        before = len(both.api.of(RESPONSE))
        await slack.click({"action_id": "same_word:0", "value": "tuba/xylofoonclub"}, message="1900.1")
        await both.settled()
        told = [words(one) for one in both.api.of(RESPONSE)[before:]]
        assert (texts_own_words.GONE in told) is refused
    assert OWN[:40] in plain(await slack.command("tuba"))
