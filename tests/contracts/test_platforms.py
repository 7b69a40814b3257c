"""The rooms on a platform that is not Slack: they need nothing but `core.platform`."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot as bot_package
from bot.channels.leads import texts
from bot.channels.texts import CALENDAR_NAME as CALENDAR
from bot.core import texts as texts_core
from bot.core.forms import Form
from bot.core.interaction import Answer, Click, Reply
from bot.core.messages import Buttons, Message
from bot.core.people import Actor
from bot.core.platform import RefusedError
from bot.core.words import Sentence, Words, filled
from bot.habits import texts as texts_habits
from tests.factories import NINE
from tests.text_platform import HERE, WORDS, Texting, lines, texting

ANNA = Actor(HERE, "anna")
OWN = ("bot.slack.", "bot.demo.")
"""The packages with texts for Slack, and for a demo of Slack."""
OF_SLACK = re.compile(r"slack|/leiderschap|/invite|@leiderschap|#\w", re.IGNORECASE)
"""Words that people may read only on Slack."""
PLACES = re.compile(rf"#?{{({'|'.join(Words.__slots__)})}}")
"""What nobody may read: a place for a word that was not filled in."""


def said(answer: Message | Answer) -> str:
    shown = answer.message if isinstance(answer, Reply) else answer
    assert isinstance(shown, Message | Form)
    return "\n".join(lines(shown))


async def switched_on(bot: Texting) -> Form:
    """Set up the channel, and switch it on; returns what the person then reads."""
    form: Message | Answer = await bot.type("anna", "instellen")
    for _ in range(2):  # the effect is shown before it is saved
        assert isinstance(form, Form)
        form = await bot.fill_in(
            "anna", form, {"active": "on", "weekday": "1", "time": "09:00", "voice": "team"}
        )
    assert isinstance(form, Form)
    return form


async def test_a_question_typed_as_a_line_is_answered_with_passages(tmp_path: Path) -> None:
    async with texting(tmp_path) as bot:
        answer = said(await bot.type("anna", "ceo blog"))
    assert "[Deel in kanaal]" in answer
    assert "weekblog" in answer.casefold() or "blog" in answer.casefold()


async def test_a_stranger_is_refused_by_the_same_rule_as_in_slack(tmp_path: Path) -> None:
    async with texting(tmp_path) as bot:
        assert said(await bot.type("dirk", "ceo blog")).startswith(texts_core.COLLEAGUES_ONLY)
        assert texts.NOT_A_COLLEAGUE.by(WORDS) in said(await bot.type("dirk", "instellen"))


async def test_a_tip_comes_and_a_press_under_it_makes_a_plan(tmp_path: Path) -> None:
    async with texting(tmp_path) as bot:
        await switched_on(bot)
        await bot.tick(NINE)
        [(channel, _, tip)] = bot.platform.messenger.posted
        assert channel == "plein"
        offered = await bot.press("bram", tip, texts_habits.PLAN, ts="1.0")
        assert isinstance(offered, Reply)
        form = await bot.press("bram", offered.message, texts_habits.OWN_MOMENT)
        assert isinstance(form, Form)
        kept = await bot.fill_in("bram", form, {"when": "ik dinsdag binnenkom", "then": "vraag ik rond"})
        assert isinstance(kept, Reply)
        assert "vraag ik rond" in said(kept)
        assert "vraag ik rond" in said(await bot.type("bram", "mijn"))
        assert "vraag ik rond" not in said(await bot.type("carla", "mijn"))


async def test_everything_that_can_be_typed_is_answered(tmp_path: Path) -> None:
    async with texting(tmp_path) as bot:
        await switched_on(bot)
        for command in bot.router.commands.by_name.values():
            assert said(await bot.type("anna", command.names[0])).strip(), command.name


async def test_a_home_page_shows_the_channels_and_the_plans_of_its_person(tmp_path: Path) -> None:
    async with texting(tmp_path) as bot:
        await switched_on(bot)
        parts = [part for home in await bot.router.home(ANNA, 0) for part in home.parts]
        shown = "\n".join(lines(Message("Start", tuple(parts))))
    assert "plein" in shown
    assert texts_habits.MINE_SUMMARY in shown


@pytest.mark.parametrize("name", ["settings", "leads", "pause", "plan"])
async def test_a_button_that_nobody_drew_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    async with texting(tmp_path) as bot:
        assert said(await bot.router.press(name, Click(ANNA, "ergens-anders")))


async def everything_pressed(bot: Texting, shown: list[Message | Form]) -> None:
    """Press a button of each kind in what is shown and in what follows from that, which is added to `shown`."""
    pressed: set[str] = set()
    for one in shown:  # grows meanwhile
        for button in [button for part in one.parts if isinstance(part, Buttons) for button in part.buttons]:
            if button.action not in pressed:
                pressed.add(button.action)
                came = await bot.press("anna", one, button.label, ts="1.0")
                shown += [came.message if isinstance(came, Reply) else came] if came else []
    await bot.platform.settled()


async def test_nobody_there_reads_a_word_of_slack(tmp_path: Path) -> None:
    """Everything is typed and pressed, by a lead and by a stranger, while tips come and while they cannot."""
    async with texting(tmp_path) as bot:
        messenger, private = bot.platform.messenger, bot.platform.private
        shown: list[Message | Form] = [await bot.type("bram", "status")]
        shown.append(await switched_on(bot))
        await bot.tick(NINE)
        for fault in (None, RefusedError("access_denied", pauses=True)):
            messenger.fault = fault
            await bot.tick(NINE + dt.timedelta(days=7 if fault else 0))
            messenger.fault = None
            await bot.tick(NINE + dt.timedelta(days=8))
            for command in bot.router.commands.by_name.values():
                shown += [await bot.type(user, command.names[0]) for user in ("anna", "dirk")]
            shown += [Message("", tuple(home.parts)) for home in await bot.router.home(ANNA, 0)]
            shown += [message for _, _, message in messenger.posted]
            await everything_pressed(bot, shown)
        shown += [message for whispered in private.whispered.values() for message in whispered]
        read = [line for one in shown for line in lines(one)]
        read += [str(filled(one.title, WORDS)) for files in private.files.values() for one in files]
        written = b"".join(
            one.data for files in private.files.values() for one in files if one.name == CALENDAR
        )
    assert [line for line in read if OF_SLACK.search(line) or PLACES.search(line)] == []
    assert {
        word for word in (WORDS.ask, WORDS.workspace, "‘plein’") if not any(word in line for line in read)
    } == set()
    assert "‘plein’" in written.decode()


def sentences(value: object) -> Iterator[str]:
    """The sentences in a constant, about one channel."""
    if isinstance(value, str):
        yield value.format(channel="plein", name="plein") if isinstance(value, Sentence) else value
    elif isinstance(value, dict | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from sentences(one)


def test_no_sentence_of_the_rooms_has_a_word_of_slack_in_it() -> None:
    texts = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(bot_package.__path__, "bot.")
        if found.name.endswith("texts") and not found.name.startswith(OWN)
    ]
    constants = [
        value for module in texts for name, value in vars(module).items() if name.strip("_").isupper()
    ]
    said = [filled(sentence, WORDS) for value in constants for sentence in sentences(value)]
    assert [one for one in said if OF_SLACK.search(one) or PLACES.search(one)] == []
    assert len(said) > 500
