"""The rooms on a platform that is not Slack: what they can do there needs nothing but `core.platform`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.leads import texts
from bot.core import texts as texts_core
from bot.core.forms import Errors, Form
from bot.core.interaction import Click, Reply
from bot.core.messages import Message
from bot.core.people import Actor
from bot.habits import texts as texts_habits
from tests.factories import NINE
from tests.text_platform import HERE, Texting, lines, texting

ANNA = Actor(HERE, "anna")


def said(answer: Message | Form | Reply | Errors | None) -> str:
    shown = answer.message if isinstance(answer, Reply) else answer
    assert isinstance(shown, Message | Form)
    return "\n".join(lines(shown))


async def switched_on(bot: Texting) -> Form:
    """What a person reads who set the channel up."""
    form: Message | Form | Errors | None = await bot.type("anna", "instellen")
    for _ in range(2):  # what it comes to is shown before it is saved
        assert isinstance(form, Form)
        form = await bot.fill_in("anna", form, {"active": "on", "weekday": "1", "time": "09:00"})
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
        assert texts.NOT_A_COLLEAGUE in said(await bot.type("dirk", "instellen"))


async def test_a_tip_comes_and_a_press_under_it_makes_a_plan(tmp_path: Path) -> None:
    async with texting(tmp_path) as bot:
        await switched_on(bot)
        await bot.tick(NINE)
        [(channel, _, tip)] = bot.platform.messenger.posted
        assert channel == "plein"
        form = await bot.press("bram", tip, texts_habits.PLAN, ts="1.0")
        assert isinstance(form, Form)
        assert (
            await bot.fill_in("bram", form, {"when": "ik dinsdag binnenkom", "then": "vraag ik rond"}) is None
        )
        [kept] = bot.platform.private.whispered["bram"]
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
