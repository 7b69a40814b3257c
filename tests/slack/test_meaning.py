"""A company's articles are found by their meaning as soon as their vectors are made; a restart meanwhile loses none."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers import feature
from bot.answers.search.meaning.asking import Asking
from bot.answers.search.meaning.embedders import Installed
from bot.answers.search.meaning.vectors import KEY
from tests.fakes.slack import words
from tests.fakes.web_api import WebApi
from tests.mrkdwn_reader import read
from tests.running import a_bot
from tests.support import Logs

QUESTION = "mag ik training volgen op kosten van de organisatie"
ANSWER = (
    "Ieder heeft een bedrag voor cursussen en boeken. Bespreek met je leidinggevende wat je wilt leren en wat dat voor"
    " het werk betekent."
)
HANDBOOK = f"""---
title: Handboek
---

## Opleiding {{#opleiding}}

{ANSWER}

## Bereikbaarheid {{#bereikbaarheid}}

Na zes uur hoef je geen telefoon op te nemen. Wie dienst heeft, staat in het rooster; de anderen zijn dan vrij om hun
toestel uit te zetten tot de volgende ochtend.

## De keuken {{#keuken}}

Zet je vuile kopjes in de vaatwasser en neem je eigen lunch uit de koelkast mee. Op vrijdag gaat alles weg wat er dan
nog ligt.

## Parkeren {{#parkeren}}

Er zijn twaalf plaatsen voor de deur. Wie met de auto komt, meldt zijn kenteken bij de balie; fietsen staan droog achter
het gebouw.

## Sleutels {{#sleutels}}

Wie als laatste weggaat, doet de lampen uit en zet het alarm aan. Een verloren pas meld je dezelfde dag bij de balie.

## Laptops {{#laptops}}

Een nieuwe laptop krijg je na vier jaar. Gaat hij stuk, breng hem dan naar de tweede verdieping; daar ligt er een die je
mag lenen.

## Feest {{#feest}}

Verjaardagen vieren we op donderdag om vier uur met taart. Wie jarig is, kiest de muziek en hoeft niets te regelen.

## Brand {{#brand}}

Gaat het alarm, neem dan de trap en loop naar het plein. De hulpverleners met gele hesjes tellen of iedereen er is.
"""
PASSAGES = 8
FIRST = 3
"""How many passages have a vector when the bot is stopped."""


class Halted:
    """Lets the real model make FIRST vectors, and the rest once `go` is set. `made` counts all of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        self.there, self.go = threading.Event(), threading.Event()
        real = Installed.passage

        def passage(model: Installed, text: str) -> Any:
            if self.made == FIRST:
                self.there.set()
                assert self.go.wait(60)
            self.made += 1
            return real(model, text)

        monkeypatch.setattr(Installed, "passage", passage)


@pytest.fixture
def halted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Halted]:
    halted = Halted(monkeypatch)
    yield halted
    halted.go.set()


@pytest.fixture(autouse=True)
def handbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company with a handbook, and a bot that waits long enough for its model even on a busy machine. The folder of
    the vectors."""
    monkeypatch.setattr(feature, "Asking", lambda _seconds: Asking(60.0))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "handboek.md").write_text(HANDBOOK, encoding="utf-8")
    return tmp_path / "index"


def kept(index: Path) -> int:
    """How many vectors are on disk."""
    return sum(file.stat().st_size // KEY for file in index.glob("vectors/*/keys"))


def shown(message: dict[str, Any]) -> str:
    return read(words(message)).text


async def until_ready(logs: Logs) -> None:
    await asyncio.to_thread(logs.wait, "meaning.ready")


async def test_a_question_without_a_word_of_the_passage_is_answered_once_its_meaning_is_known(
    tmp_path: Path, api: WebApi, handbook: Path, halted: Halted, logs: Logs
) -> None:
    assert not set(QUESTION.split()) & set(re.findall(r"\w+", ANSWER.lower()))
    async with a_bot(tmp_path, api, meaning="auto", index_folder=handbook) as running:
        assert await asyncio.to_thread(halted.there.wait, 60)
        assert ANSWER not in shown(await running.slack.command(QUESTION))
        assert not logs.events("meaning.ready")
        halted.go.set()
        await until_ready(logs)
        assert ANSWER in shown(await running.slack.command(QUESTION))
    [line] = logs.events("meaning.ready")
    assert line["passages"] == PASSAGES == kept(handbook)


async def test_a_bot_that_was_stopped_in_between_goes_on_where_it_was(
    tmp_path: Path, api: WebApi, handbook: Path, halted: Halted, logs: Logs
) -> None:
    async with a_bot(tmp_path, api, meaning="auto", index_folder=handbook):
        assert await asyncio.to_thread(halted.there.wait, 60)
    halted.go.set()
    await asyncio.to_thread(logs.wait, "meaning.stopped")
    assert kept(handbook) == halted.made == FIRST + 1  # the one in progress is finished
    async with a_bot(tmp_path, api, meaning="auto", index_folder=handbook) as running:
        await until_ready(logs)
        assert ANSWER in shown(await running.slack.command(QUESTION))
    assert halted.made == PASSAGES
