"""Words that mean the same according to an administrator: suggested, accepted, removed, and used in every answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers.own_words import texts
from bot.answers.own_words.service import KEPT
from bot.answers.own_words.store import FIELD, SqlOwnWordStore, own_words
from bot.channels import texts as texts_channels
from bot.channels.audit import SqlAuditLog
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Act
from bot.core import texts as texts_core
from bot.database.engine import writing
from bot.slack.words import WORDS
from tests.factories import NINE
from tests.fakes.leading import in_view, led_by, text_of
from tests.fakes.slack import button, words
from tests.fakes.web_api import RESPONSE, WORKSPACE, WebApi
from tests.running import Running, a_bot
from tests.slack.test_home import drawn, home, labels, press
from tests.slack.test_permissions import IDS, PEOPLE
from tests.slack_limits import check
from tests.support import Logs

ADMIN, VERA = IDS["admin"], IDS["lead"]
BUREAU = "Voor een goede werkplek in je eigen huis betalen wij een bureau en een stoel."
ARTICLE = (
    f"---\ntitle: Zo werken wij\n---\n\n## Een bureau aanvragen {{#bureau}}\n\n{BUREAU} Stuur de bon mee.\n"
)
QUESTION = "ff vraagje, krijg ik een thuiswerkplek? gr Femke Kloosterman"
FIVE = ("U4ILSE", "U5MILA", "U6OMAR", "U7SEM", "U8TESS")
BY_ADMIN = Act(ADMIN, NINE)
SAME, PAIR = texts.SAME.format(other="werkplek"), ("thuiswerkplek", "werkplek")


@pytest.fixture
async def bot(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A company whose article says "werkplek", and people of every kind."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "werken.md").write_text(ARTICLE, encoding="utf-8")
    api.people |= {IDS[who]: held for who, held in PEOPLE.items()}
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        yield running


async def ask(bot: Running, *users: str, question: str = QUESTION) -> list[str]:
    """The answer to each of these people."""
    said = [words(await bot.slack.command(question, user_id=user)) for user in users]
    await bot.settled()
    return said


async def said(bot: Running) -> Any:
    """The stored pairs, and their changes in the audit log."""
    engine = bot.ledger._engine
    changes = await SqlAuditLog(engine).about(WORKSPACE, FIELD)
    kept = await SqlOwnWordStore(engine).of(WORKSPACE)
    return kept, [(one.user, one.before, one.after) for one in changes]


async def test_a_word_that_five_people_missed_finds_the_passage_once_an_administrator_says_what_it_means(
    bot: Running,
) -> None:
    for answer in await ask(bot, *FIVE[:4]):
        assert texts_core.NOTHING_FOUND in answer
    assert texts.OFFERS not in words(await home(bot, ADMIN)), "four people are too few to be seen"
    await ask(bot, FIVE[4])
    await press(bot, await home(bot, ADMIN), SAME, ADMIN)
    assert SAME not in labels(drawn(bot)), "the page is drawn anew, without the word"
    [answer] = await ask(bot, "U9OTTO")
    assert BUREAU in answer.replace("*", "")
    assert await said(bot) == ((PAIR,), [(ADMIN, None, list(PAIR))])


async def test_neither_chat_nor_a_name_is_offered(bot: Running) -> None:
    await ask(bot, *FIVE)
    read = words(view := await home(bot, ADMIN)).lower() + " ".join(labels(view)).lower()
    assert "thuiswerkplek" in read
    assert not [word for word in ("vraagje", "femke", "kloosterman", "gr ") if word in read]


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("admin", "owner")])
async def test_nobody_but_an_administrator_sees_or_does_it(bot: Running, who: str) -> None:
    await ask(bot, *FIVE)
    view = await home(bot, IDS[who])
    assert not {SAME, texts.HIDE, texts.LISTED} & set(labels(view))
    assert "thuiswerkplek" not in words(view)
    bot.slack.person = IDS[who]
    refusals = {texts.ONLY_ADMINS, texts_leads.GUEST, texts_leads.NOT_A_COLLEAGUE.by(WORDS)}
    acts = {
        "same_word": "/".join(PAIR),
        "hide_word": PAIR[0],
        "own_words": "",
        "own_word_remove": "/".join(PAIR),
    }
    for number, (action, value) in enumerate(acts.items(), 1):
        await bot.slack.click({"action_id": f"{action}:0", "value": value})
        assert words((await bot.api.wait(RESPONSE, number))[-1]) in refusals
    assert await said(bot) == ((), [])


async def test_an_owner_may_too_and_what_is_not_to_be_shown_comes_back_when_that_is_taken_back(
    bot: Running,
) -> None:
    await ask(bot, *FIVE)
    owner = IDS["owner"]
    await press(bot, await home(bot, owner), texts.HIDE, owner)
    assert "thuiswerkplek" not in " ".join(labels(drawn(bot)))
    assert texts.OFFERS not in words(drawn(bot))
    await press(bot, drawn(bot), texts.LISTED, owner)
    listed = bot.api.of("views.open")[-1]["view"]
    assert texts.HIDDEN.format(word="thuiswerkplek") in text_of(listed)
    await bot.slack.interact(in_view(bot.slack, listed, button(listed, texts.RESTORE)))
    assert SAME in labels(await home(bot, owner))


async def test_what_was_accepted_is_listed_with_who_did_it_and_is_taken_back(bot: Running) -> None:
    await ask(bot, *FIVE)
    await press(bot, await home(bot, ADMIN), SAME, ADMIN)
    await press(bot, drawn(bot), texts.LISTED, ADMIN)
    listed = bot.api.of("views.open")[-1]["view"]
    check(listed, "modal")
    assert texts.PAIR.format(word="thuiswerkplek", other="werkplek") in text_of(listed)
    assert f"<@{ADMIN}>" in text_of(listed)
    await bot.slack.interact(in_view(bot.slack, listed, button(listed, texts.REMOVE)))
    again = bot.api.of("views.update")[-1]["view"]
    check(again, "modal")
    assert texts.LISTED_NONE in text_of(again)
    [answer] = await ask(bot, "U9OTTO")
    assert texts_core.NOTHING_FOUND in answer
    assert await said(bot) == ((), [(ADMIN, None, list(PAIR)), (ADMIN, list(PAIR), None)])


async def test_another_process_knows_it_within_seconds(bot: Running, tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, led_by(VERA), time=bot.time) as other:
        await ask(other, *FIVE)
        await press(bot, await home(bot, ADMIN), SAME, ADMIN)
        bot.time.now += KEPT - dt.timedelta(seconds=1)
        assert texts_core.NOTHING_FOUND in (await ask(other, "U9OTTO"))[0], "it may be as it was for so long"
        bot.time.now += dt.timedelta(seconds=1)
        assert BUREAU in (await ask(other, "U9OTTO"))[0].replace("*", "")


async def test_what_one_workspace_says_changes_no_answer_of_another(bot: Running) -> None:
    await SqlOwnWordStore(bot.ledger._engine).add("T2", *PAIR, BY_ADMIN)
    assert texts_core.NOTHING_FOUND in (await ask(bot, "U9OTTO"))[0]


async def test_where_the_database_does_not_say_an_answer_goes_by_what_was_known(
    bot: Running, logs: Logs
) -> None:
    await SqlOwnWordStore(bot.ledger._engine).add(WORKSPACE, *PAIR, BY_ADMIN)
    [before] = await ask(bot, "U9OTTO")
    async with writing(bot.ledger._engine) as connection:
        await connection.run_sync(own_words.drop)
    bot.time.now += KEPT
    assert await ask(bot, "U9OTTO") == [before]
    assert BUREAU in before.replace("*", "")
    assert logs.events("own_words.unknown")


@pytest.mark.parametrize(
    "value", ["", "/", "x", "thuiswerkplek/", "/werkplek", "thuiswerkplek/zzzq", "a b/werkplek"]
)
async def test_a_pair_that_is_none_is_not_kept(bot: Running, value: str) -> None:
    bot.slack.person = ADMIN
    for number, action in enumerate(("same_word", "own_word_remove"), 1):
        await bot.slack.click({"action_id": f"{action}:0", "value": value})
        answer = (await bot.api.wait(RESPONSE, number))[-1]
        assert words(answer).startswith((texts.GONE, texts.LISTED))
    assert await said(bot) == ((), [])


async def test_many_words_come_in_pages(bot: Running) -> None:
    store = SqlOwnWordStore(bot.ledger._engine)
    for number in range(40):
        await store.add(WORKSPACE, f"woord{number:02}", "werkplek", BY_ADMIN)
    await press(bot, await home(bot, ADMIN), texts.LISTED, ADMIN)
    listed = bot.api.of("views.open")[-1]["view"]
    check(listed, "modal")
    await bot.slack.interact(in_view(bot.slack, listed, button(listed, texts_channels.HOME_FOLLOWING)))
    second = bot.api.of("views.update")[-1]["view"]
    assert "woord15 " in text_of(second)
    assert "woord14 " not in text_of(second).partition(texts.CHANGED)[0]
