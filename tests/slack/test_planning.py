"""What leads see and change about tips: the next one, the list, a pause, the past, and their own tips."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa

from bot.channels import texts
from bot.channels.leads import texts as texts_leads
from bot.channels.nudges.forms import line
from bot.channels.own_tips import texts as texts_own
from bot.channels.settings.model import Closed
from bot.core import texts as core_texts
from bot.slack.words import WORDS
from tests.factories import C1, NINE
from tests.fakes.forms import filled
from tests.fakes.leading import changed, clicked, led_by, more, opened_by, saved, sent, shown, text_of, typed
from tests.fakes.slack import button, buttons, words
from tests.fakes.web_api import RESPONSE, WebApi, rate_limited
from tests.mrkdwn_reader import read
from tests.running import MONDAY, Running, Time, a_bot, shipped_content
from tests.slack_limits import check
from tests.text_platform import router

VERA = "U1VERA"
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        yield running


async def posted(running: Running) -> list[str]:
    """The titles of the tips in the channel."""
    texts_posted = [message["text"] for message in running.api.messages]
    return [text for text in texts_posted if text.startswith("Tip van de week")]


def titles(listed: str) -> list[str]:
    return [line.partition(" uur: ")[2].replace("*", "") for line in listed.split("\n") if " uur: " in line]


async def test_the_example_is_what_comes(led: Running) -> None:
    message = await led.slack.command("voorbeeld")
    check(message)
    assert texts.EXAMPLE.format(moment="dinsdag 7 januari 2025 om 09.00 uur") in words(message)
    await led.tick(NINE)
    assert await posted(led) == [message["text"]]


async def test_another_tip_comes_only_when_it_is_approved(led: Running) -> None:
    message = await led.slack.command("voorbeeld")
    other = await clicked(led.slack, message, texts.ANOTHER)
    assert other["replace_original"] is True
    assert other["text"] != message["text"]
    assert texts.EXAMPLE_OTHER.format(moment="dinsdag 7 januari 2025 om 09.00 uur") in words(other)
    assert (await led.slack.command("voorbeeld"))["text"] == message["text"]
    approved = words(await clicked(led.slack, other, texts.APPROVE))
    assert approved.startswith("Goedgekeurd. Op dinsdag 7 januari 2025 om 09.00 uur komt: ")
    await led.tick(NINE)
    assert await posted(led) == [other["text"]]


async def test_another_tip_goes_through_all_tips_once(led: Running) -> None:
    message = await led.slack.command("voorbeeld")
    seen = []
    speaking = [tip for tip in shipped_content().library.tips.values() if tip.team]
    for _ in speaking:
        message = await clicked(led.slack, message, texts.ANOTHER)
        seen.append(message["text"])
    assert len(set(seen)) == len(speaking)


@pytest.mark.parametrize(
    ("label", "week"), [("In plaats van 7 januari 2025", False), (texts.POST_EXTRA, True)]
)
async def test_posting_now_asks_whether_it_uses_up_the_next_slot(
    led: Running, label: str, week: bool
) -> None:
    message = await led.slack.command("voorbeeld")
    question = await clicked(led.slack, message, texts.POST_NOW)
    assert texts.POST_ASK_SLOT.format(date="7 januari 2025") in words(question)
    assert led.api.messages == []
    assert words(await clicked(led.slack, question, label)) == texts.POSTING.format(channel="leiderschap")
    await led.tick(MONDAY)
    assert await posted(led) == [message["text"]]
    assert words(await clicked(led.slack, question, label)) == texts.POSTED_BEFORE
    await led.tick(NINE)
    assert len(await posted(led)) == 1 + week
    await led.tick(NINE + WEEK)
    assert len(await posted(led)) == 2 + week


async def test_posting_now_can_be_left(led: Running) -> None:
    question = await clicked(led.slack, await led.slack.command("voorbeeld"), texts.POST_NOW)
    assert words(await clicked(led.slack, question, texts.POST_CANCEL)) == texts.NOT_POSTED
    await led.tick(MONDAY)
    assert led.api.messages == []


async def test_the_planning_names_the_next_eight_and_they_come(led: Running) -> None:
    message = await led.slack.command("planning")
    check(message)
    listed = titles(words(message))
    assert len(listed) == 8
    for week in range(3):
        await led.tick(NINE + week * WEEK)
    assert await posted(led) == [f"Tip van de week: {title}" for title in listed[:3]]


async def test_a_tip_can_be_swapped(led: Running) -> None:
    message = await led.slack.command("planning")
    view = await opened_by(led.slack, message, texts.SWAP)
    assert "dinsdag 7 januari 2025" in text_of(view)
    library = shipped_content().library
    tip = next(tip for tip in library.tips.values() if tip.team)
    view = await shown(led.slack, view, theme=tip.theme) if _theme(view) != tip.theme else view
    assert f"*{tip.title}*: {line(tip)}" in text_of(view)
    listed = await shown(led.slack, view, tip=tip.id)
    assert f"{tip.title}* (zelf gekozen)" in text_of(listed)
    await led.tick(NINE)
    assert await posted(led) == [f"Tip van de week: {tip.title}"]


def _theme(view: dict[str, Any]) -> str:
    """The theme whose tips the form shows."""
    return str(json.loads(view["private_metadata"])["theme"])


def offered(view: dict[str, Any]) -> set[str]:
    """The tips that can be chosen."""
    [field] = [block for block in view["blocks"] if block.get("block_id") == "tip"]
    return {option["value"] for option in field["element"]["options"]}


async def test_every_tip_can_be_chosen_by_its_theme_with_one_line_about_it(led: Running) -> None:
    library = shipped_content().library
    view = await opened_by(led.slack, await led.slack.command("planning"), texts.SWAP)
    seen: set[str] = set()
    for theme in library.themes.values():
        if theme.id != _theme(view):
            view = (await changed(led.slack, view, "theme", theme.id))[-1]["view"]
            check(view, "modal")
        assert _theme(view) == theme.id
        for tip in filter(lambda tip: tip.id in offered(view), library.of_themes((theme.id,))):
            assert f"*{tip.title}*: {line(tip)}" in text_of(view)
        seen |= offered(view)
    assert seen == {tip.id for tip in library.tips.values() if tip.team}


async def test_a_form_of_before_with_one_list_of_tips_still_swaps(led: Running) -> None:
    tip = next(tip.id for tip in shipped_content().library.tips.values() if tip.team)
    view = {
        "type": "modal",
        "callback_id": "swap",
        "private_metadata": json.dumps({"channel": "C1", "slot": "2025-01-07"}),
        "blocks": [
            {
                "type": "input",
                "block_id": "tip",
                "element": {
                    "type": "static_select",
                    "action_id": "field:",
                    "options": [{"value": tip}],
                },
            }
        ],
    }
    answer = await led.slack.submit(filled(view, tip=tip))
    assert "(zelf gekozen)" in text_of(answer.json()["view"])


async def test_the_history_opens_a_tip_and_leads_to_its_message(led: Running) -> None:
    await led.tick(NINE)
    message = await led.slack.command("geschiedenis")
    ts = str((await led.delivery()).ts).replace(".", "")
    assert f"<https://voorbeeld.slack.com/archives/C1/p{ts}|geplaatst>" in words(message)
    opened = await clicked(led.slack, message, core_texts.OPEN_TIP)
    assert opened["response_type"] == "ephemeral"
    title = shipped_content().library.tips[(await led.delivery()).tip].title
    assert title in words(opened)
    await led.slack.command("geschiedenis")
    assert len(led.api.of("chat.getPermalink")) == 1, "one address tells the others"


async def test_the_history_comes_also_where_slack_gives_no_address(led: Running) -> None:
    await led.tick(NINE)
    led.api.answer("chat.getPermalink", rate_limited(30))
    assert "*, geplaatst" in words(await led.slack.command("geschiedenis"))


async def test_an_own_tip_of_the_past_opens_too(led: Running) -> None:
    view = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_ADD)
    await shown(led.slack, view, **OWN, use="next")
    await led.tick(NINE)
    opened = await clicked(led.slack, await led.slack.command("geschiedenis"), core_texts.OPEN_TIP)
    assert OWN["do"] in words(opened)


async def test_a_series_opens_its_tips_and_leads_to_those_that_the_channel_had(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, led_by(VERA, series="vier-ls")) as running:
        await running.tick(NINE)
        message = await running.slack.command("leerlijnen vier-ls")
        check(message)
        ts = str((await running.delivery()).ts).replace(".", "")
        had = core_texts.SERIES_HAD.format(date="7 januari 2025")
        assert f"<https://voorbeeld.slack.com/archives/C1/p{ts}|{had}>" in words(message)
        tips = shipped_content().library.series["vier-ls"].tips
        assert [one["value"] for one in buttons(message)] == list(tips)
        opened = await clicked(running.slack, message, core_texts.OPEN_TIP)
        assert shipped_content().library.tips[tips[0]].title in words(opened)


async def test_a_slot_can_be_skipped_and_not_skipped(led: Running) -> None:
    message = await led.slack.command("planning")
    skipped = await clicked(led.slack, message, texts.SKIP)
    assert skipped["replace_original"] is True
    assert "dinsdag 7 januari 2025: geen tip (overgeslagen)." in words(skipped)
    again = await clicked(led.slack, skipped, texts.UNSKIP)
    assert titles(words(again)) == titles(words(message))
    await clicked(led.slack, again, texts.SKIP)
    await led.tick(NINE)
    assert led.api.messages == []


async def test_an_old_list_says_so(led: Running) -> None:
    message = await led.slack.command("planning")
    await led.tick(NINE)
    assert words(await clicked(led.slack, message, texts.SKIP)) == texts.OLD_LIST.by(WORDS)


async def test_the_next_tip_is_skipped_by_a_word_and_then_the_one_after_it(led: Running) -> None:
    assert words(await led.slack.command("overslaan")) == "Op dinsdag 7 januari 2025 komt er geen tip."
    assert words(await led.slack.command("overslaan")) == "Op dinsdag 14 januari 2025 komt er geen tip."
    assert "dinsdag 21 januari 2025" in words(await led.slack.command("status"))


async def test_the_planning_comes_as_a_file_for_a_calendar(led: Running) -> None:
    message = await led.slack.command("planning")
    assert words(await clicked(led.slack, message, texts.CALENDAR_FILE)) == texts.CALENDAR_SENT
    [done] = await led.api.wait("files.completeUploadExternal")
    assert done["channel_id"] == "D1VERA"
    [data] = led.api.files.values()
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [
        f"Tip: {title}" for title in titles(words(message))
    ]


@pytest.mark.parametrize(
    ("typed_date", "said"),
    [
        ("", texts.PAUSED.by(WORDS)),
        ("t/m vrijdag", "tot en met vrijdag 10 januari 2025."),
        ("tot en met 20 januari", "tot en met maandag 20 januari 2025."),
        ("2 weken", "tot en met maandag 20 januari 2025."),
    ],
)
async def test_a_pause_repeats_its_date_in_full(led: Running, typed_date: str, said: str) -> None:
    assert said in words(await led.slack.command(f"pauze {typed_date}"))
    await led.tick(NINE)
    assert led.api.messages == []


async def test_after_a_pause_the_tips_go_on_by_themselves_or_earlier(led: Running) -> None:
    await led.slack.command("pauze t/m 8 januari")
    assert "De tips staan op pauze tot en met woensdag 8 januari 2025." in words(
        await led.slack.command("status")
    )
    assert "dinsdag 14 januari 2025" in words(await led.slack.command("status"))
    resumed = await led.slack.command("hervat")
    assert words(resumed) == "De tips gaan door. De volgende komt op dinsdag 7 januari 2025 om 09.00 uur."
    await led.tick(NINE)
    assert len(led.api.messages) == 1


async def test_a_pause_after_a_first_try_still_holds(led: Running) -> None:
    led.api.answer("chat.postMessage", rate_limited(1))
    await led.tick(NINE)
    await led.slack.command("pauze")
    await led.tick(NINE + dt.timedelta(minutes=2))
    row = await led.delivery()
    assert (row.state, row.error, led.api.messages) == ("skipped", "paused", [])


async def test_a_pause_on_its_last_day_is_that_day_and_not_a_year(led: Running) -> None:
    await led.tick(NINE)
    assert "tot en met dinsdag 7 januari 2025." in words(await led.slack.command("pauze t/m 7 januari"))
    assert "volgende tip komt op dinsdag 14 januari 2025" in words(await led.slack.command("status"))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("pauze 2 weken", ["7 januari 2025", "14 januari 2025"]),
        ("pauze volgende week", ["14 januari 2025"]),
        ("pauze 13-1 tot 28-1", ["14 januari 2025", "21 januari 2025"]),
        ("pauze week 4 en 6", ["21 januari 2025", "4 februari 2025"]),
    ],
)
async def test_a_pause_names_the_tips_that_do_not_come_and_one_click_undoes_it(
    led: Running, text: str, dates: list[str]
) -> None:
    before = words(await led.slack.command("planning"))
    message = await led.slack.command(text)
    check(message)
    assert message["response_type"] == "ephemeral"
    listed = words(message).partition(texts.PAUSE_MISSES)[2]
    assert re.findall(r"dinsdag (\d+ \w+ \d+)", listed) == dates
    paused = words(await led.slack.command("planning"))
    for date in dates:
        assert f"dinsdag {date}: geen tip" in paused
    assert paused.count("geen tip") == len(dates)
    undone = await clicked(led.slack, message, texts.PAUSE_UNDO)
    assert undone["replace_original"] is True
    assert words(undone).startswith(texts.PAUSE_UNDONE)
    assert words(await led.slack.command("planning")) == before


async def test_a_pause_that_begins_later_leaves_the_tips_before_it(led: Running) -> None:
    message = await led.slack.command("pauze kerstsluiting 13-1-2025 t/m 20-1-2025")
    assert words(message).startswith("Maandag 13 januari 2025 tot en met maandag 20 januari 2025: geen tips.")
    found = await led.channels.get(C1)
    assert found is not None
    assert found.settings.closed == (Closed(dt.date(2025, 1, 13), dt.date(2025, 1, 20), "kerstsluiting"),)
    await led.tick(NINE)
    assert len(await posted(led)) == 1
    await led.tick(NINE + WEEK)
    assert len(await posted(led)) == 1
    await led.tick(NINE + 2 * WEEK)
    assert len(await posted(led)) == 2


async def test_a_pause_that_begins_later_needs_settings_that_are_not_locked(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, led_by(VERA, locked="true")) as running:
        assert words(await running.slack.command("pauze volgende week")) == texts.PAUSE_LOCKED.by(WORDS)
        assert "tot en met vrijdag 10 januari 2025" in words(await running.slack.command("pauze t/m vr"))


async def test_a_pause_takes_the_holidays_of_the_channels_region(tmp_path: Path, api: WebApi) -> None:
    time = Time(dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC))
    async with a_bot(tmp_path, api, led_by(VERA), time=time) as running:
        widest = words(await running.slack.command("pauze zomervakantie"))
    assert widest.startswith("Zaterdag 10 juli 2027 tot en met zondag 5 september 2027: geen tips.")
    assert texts.PAUSE_WIDEST in widest
    (tmp_path / "north").mkdir()
    async with a_bot(tmp_path / "north", api, led_by(VERA, school_holidays="noord"), time=time) as running:
        north = words(await running.slack.command("pauze zomervakantie"))
    assert north.startswith("Zaterdag 10 juli 2027 tot en met zondag 22 augustus 2027: geen tips.")
    assert texts.PAUSE_WIDEST not in north


async def test_the_same_pause_twice_says_the_same_and_is_undone_by_the_first(led: Running) -> None:
    first = await led.slack.command("pauze volgende week")
    again = await led.slack.command("pauze volgende week")
    assert words(again) in words(first)
    assert "dinsdag 14 januari 2025" in words(again)
    assert [one["text"]["text"] for one in buttons(first)] == [texts.PAUSE_UNDO]
    assert not list(buttons(again)), "it changed nothing"


async def test_undoing_a_pause_brings_back_the_one_before_it(led: Running) -> None:
    await led.slack.command("pauze t/m 8 januari")
    message = await led.slack.command("pauze")
    assert "dinsdag 7 januari 2025" in words(message)
    await clicked(led.slack, message, texts.PAUSE_UNDO)
    assert "tot en met woensdag 8 januari 2025" in words(await led.slack.command("status"))


async def test_a_pause_that_somebody_changed_is_not_undone(led: Running) -> None:
    first = await led.slack.command("pauze t/m 8 januari")
    later = await led.slack.command("pauze week 4")
    await clicked(led.slack, later, texts.PAUSE_UNDO)
    await led.slack.command("pauze t/m 15 januari")
    for message in (first, later):
        assert words(await clicked(led.slack, message, texts.PAUSE_UNDO)) == texts.PAUSE_OTHER.by(WORDS)
    assert "tot en met woensdag 15 januari 2025" in words(await led.slack.command("status"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pauze t/m 31 februari", "‘t/m 31 februari’ is voor mij geen datum."),
        ("pauze 1-1-2024", "maandag 1 januari 2024 is al geweest."),
    ],
)
async def test_a_date_that_is_none_is_told(led: Running, text: str, said: str) -> None:
    assert words(await led.slack.command(text)).startswith(said)


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("pauze", "pause", ""),
        ("Pauze t/m vrijdag", "pause", "t/m vrijdag"),
        ("pauze tot en met 20 december", "pause", "tot en met 20 december"),
        ("pauze 2 weken", "pause", "2 weken"),
        ("pauze tot 1 maart", "pause", "tot 1 maart"),
        ("pauze 31 februari", "pause", "31 februari"),
        ("pauze t/m vr", "pause", "t/m vr"),
        ("pauze 20/12/26", "pause", "20/12/26"),
        ("pauze kerstvakantie", "pause", "kerstvakantie"),
        ("pauze tot na de zomer", "pause", "tot na de zomer"),
        ("pauze kerstsluiting 21-12 t/m 4-1", "pause", "kerstsluiting 21-12 t/m 4-1"),
        ("pauze nemen op vrijdag", "search", "pauze nemen op vrijdag"),
        ("pauze nemen met het team", "search", "pauze nemen met het team"),
        ("pauze tot rust komen", "search", "pauze tot rust komen"),
        ("eigen tips", "own_tips", ""),
        ("Eigen tip", "own_tips", ""),
        ("eigen tips schrijven", "search", "eigen tips schrijven"),
        ("eigen", "own_tips", ""),
        ("instellen", "settings", ""),
        ("instellen van tips", "search", "instellen van tips"),
        ("planning", "planning", ""),
        ("planning voor volgende week", "search", "planning voor volgende week"),
        ("hervat", "resume", ""),
        ("hervat het gesprek", "search", "hervat het gesprek"),
        ("overslaan", "skip", ""),
        ("voorbeeld", "example", ""),
        ("geschiedenis", "history", ""),
        ("teamleiders", "leads", ""),
    ],
)
def test_a_text_is_a_subcommand_only_as_a_whole(text: str, name: str, argument: str) -> None:
    request = router().commands.parse(text)
    assert (request.name, request.argument) == (name, argument)


async def test_the_history_says_what_became_of_each_tip_and_leads_see_who_changed_what(led: Running) -> None:
    assert words(await led.slack.command("geschiedenis")).startswith(
        "In #leiderschap is nog geen tip geweest."
    )
    await led.tick(NINE)
    await led.slack.command("overslaan")
    await led.tick(NINE + WEEK)
    message = await led.slack.command("geschiedenis")
    check(message)
    lines = words(message).split("\n")
    assert lines[1] == "dinsdag 14 januari 2025: geen tip, niet geplaatst (overgeslagen)"
    assert lines[2].startswith("dinsdag 7 januari 2025: *")
    assert lines[2].endswith("|geplaatst>")
    changes = words(await clicked(led.slack, message, texts.CHANGES))
    assert f"<@{VERA}>. De tip van 14 januari 2025: overgeslagen" in changes
    assert "het bestand. Teamleider: <@U1VERA>" in changes


async def test_the_list_of_changes_calls_tips_by_their_titles_and_slots_by_their_dates(led: Running) -> None:
    tips = [tip for tip in shipped_content().library.tips.values() if tip.team]
    first, second = (f"C1/2025-01-07/{tip.id}" for tip in tips[:2])
    for value in (first, second):
        await led.slack.click({"action_id": "approve:0", "value": value})
    add = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_ADD)
    await shown(led.slack, add, **OWN, use="next")
    edit = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_EDIT)
    await shown(led.slack, edit, why="Dan hoor je nog meer.")
    await shown(led.slack, edit, title="Vraag vier keer door")
    await led.slack.click({"action_id": "skip:0", "value": "C1/2025-01-07"})
    await led.slack.click({"action_id": "unskip:0", "value": "C1/2025-01-07"})
    history = await led.slack.command("geschiedenis")
    lines = [
        one.split(". ", 1)[1]
        for one in words(await clicked(led.slack, history, texts.CHANGES)).split("\n")[1:9]
    ]
    slot = "De tip van 7 januari 2025"
    assert lines == [
        f"{slot}: niet meer overgeslagen",
        f"{slot}: overgeslagen",
        "Eigen tip: van ‘Vraag drie keer door’ naar ‘Vraag vier keer door’",
        "Eigen tip veranderd: ‘Vraag drie keer door’",
        f"{slot}: van ‘{tips[1].title}’ naar ‘Vraag vier keer door’",
        "Eigen tip geschreven: ‘Vraag drie keer door’",
        f"{slot}: van ‘{tips[0].title}’ naar ‘{tips[1].title}’",
        f"{slot}: ‘{tips[0].title}’",
    ]
    await clicked(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_REMOVE)
    said = words(await clicked(led.slack, history, texts.CHANGES))
    assert f"{slot}: van ‘{tips[1].title}’ naar een eigen tip die er niet meer is" in said
    assert "Eigen tip verwijderd: ‘Vraag vier keer door’" in said
    assert not re.search(r"own:|[0-9a-f]{12}", said)


OWN = {"title": "Vraag drie keer door", "do": "Stel in elk overleg drie vragen.", "why": "Dan hoor je meer."}


async def test_an_own_tip_is_written_changed_and_removed(led: Running) -> None:
    message = await led.slack.command("eigen tips")
    assert texts_own.OWN_TIPS_NONE in words(message)
    view = await opened_by(led.slack, message, texts_own.OWN_ADD)
    for link in (
        "example.org",
        "https://example.org@elders.example/x",
        "https://elders.example\\@example.org",
    ):
        answer = await sent(led.slack, view, **OWN, link=link)
        assert answer == {"response_action": "errors", "errors": {"link": texts_own.OWN_LINK_ERROR}}
    listed = await shown(led.slack, view, **OWN, link="https://example.org/uitleg")
    assert "Vraag drie keer door" in text_of(listed)
    assert texts_own.OWN_ROTATES in text_of(listed)
    message = await led.slack.command("eigen tips")
    view = await opened_by(led.slack, message, texts_own.OWN_EDIT)
    listed = await shown(led.slack, view, title="Vraag vier keer door", link=None, use="keep")
    assert "Vraag vier keer door" in text_of(listed)
    assert texts_own.OWN_RESTS in text_of(listed)
    message = await led.slack.command("eigen tips")
    assert button(message, texts_own.OWN_REMOVE)["confirm"]["deny"]["text"] == texts_own.OWN_REMOVE_NO
    assert texts_own.OWN_TIPS_NONE in words(await clicked(led.slack, message, texts_own.OWN_REMOVE))


async def test_an_own_tip_for_the_lead_alone_needs_a_question_and_posts_nothing_else(led: Running) -> None:
    view = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_ADD)
    answer = await sent(led.slack, view, **OWN, audience="leader")
    assert answer["errors"] == {"question": texts_own.OWN_QUESTION_NEEDED}
    await shown(led.slack, view, **OWN, audience="leader", question="Wat hoorde je deze week?", use="next")
    async with led.ledger._engine.begin() as connection:
        await connection.execute(
            sa.text("UPDATE channels SET settings = json_set(settings, '$.voice', 'both')")
        )
    await led.tick(NINE)
    [posted_tip] = [one for one in led.api.messages if one["channel"] == "C1"]
    assert "Wat hoorde je deze week?" in words(posted_tip)
    assert OWN["do"] not in words(posted_tip)


async def test_an_own_tip_comes_in_the_next_slot(led: Running) -> None:
    view = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_ADD)
    done = await shown(led.slack, view, **OWN, use="next")
    assert "Op dinsdag 7 januari 2025 om 09.00 uur komt: Vraag drie keer door" in text_of(done)
    await led.tick(NINE)
    assert await posted(led) == ["Tip van de week: Vraag drie keer door"]


@pytest.mark.parametrize("use", ["mix", "keep"])
async def test_an_own_tip_takes_its_turn_or_waits_until_it_is_chosen(led: Running, use: str) -> None:
    view = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_ADD)
    await shown(led.slack, view, **OWN, use=use)
    message = await led.slack.command("voorbeeld")
    seen = set()
    for _ in range(len(shipped_content().library.tips) + 1):
        message = await clicked(led.slack, message, texts.ANOTHER)
        seen.add(message["text"])
    assert ("Tip van de week: Vraag drie keer door" in seen) == (use == "mix")
    view = await opened_by(led.slack, await led.slack.command("planning"), texts.SWAP)
    view = (await changed(led.slack, view, "theme", "own"))[-1]["view"] if _theme(view) != "own" else view
    assert "Vraag drie keer door" in text_of(view)


async def test_many_own_tips_come_in_pages(led: Running) -> None:
    add = await opened_by(led.slack, await led.slack.command("eigen tips"), texts_own.OWN_ADD)
    for number in range(20):
        await shown(led.slack, add, **OWN | {"title": f"Tip nummer {number}"})
    message = await led.slack.command("eigen tips")
    check(message)
    following = await clicked(led.slack, message, texts.HOME_FOLLOWING)
    both = read(words(message) + words(following)).text
    assert all(f"Tip nummer {number}" in both for number in range(20))


async def test_nothing_of_a_channel_without_tips_breaks(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api) as running:
        for text in ("planning", "geschiedenis", "pauze", "hervat", "overslaan", "eigen tips"):
            assert words(await running.slack.command(text)) == texts_leads.NOT_SET_UP.by(WORDS), text
        message = await running.slack.command("voorbeeld")
        assert texts.EXAMPLE_OFF in words(message)
        assert [one["text"]["text"] for one in buttons(message)] == [texts.ANOTHER, texts.SET_UP]
        await clicked(running.slack, message, texts.ANOTHER)
        await saved(
            running.slack, await more(running.slack, await typed(running.slack, "instellen")), active="off"
        )
        assert words(await running.slack.command("planning")) == texts.PLANNING_OFF.format(
            channel="leiderschap"
        )
        assert words(await running.slack.command("overslaan")) == texts.NOTHING_TO_SKIP
        await clicked(running.slack, await running.slack.command("voorbeeld"), texts.POST_NOW)
        question = running.api.of(RESPONSE)[-1]
        assert [one["text"]["text"] for one in buttons(question)] == [texts.POST_NOW, texts.POST_CANCEL]


async def test_holidays_stand_in_the_planning_with_their_name(tmp_path: Path, api: WebApi) -> None:
    time = Time(dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC))
    file = led_by(VERA, school_holidays="noord")
    async with a_bot(tmp_path, api, file, time=time) as running:
        listed = words(await running.slack.command("planning"))
    assert "dinsdag 22 december 2026: geen tip (schoolvakantie: Kerstvakantie)." in listed


async def test_the_list_says_how_much_later_a_spread_tip_comes_and_so_it_does(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(
        tmp_path, api, led_by(VERA).replace("leiderschap", "bouw"), spread_minutes=60
    ) as running:
        listed = words(await running.slack.command("planning", channel_id="C2"))
        found = re.search(r"De tip komt steeds ongeveer (\d+) minuten later dan hier staat", listed)
        assert found, listed
        later = dt.timedelta(minutes=int(found[1]))
        await running.tick(NINE)
        await running.tick(NINE + later - dt.timedelta(minutes=1))
        assert await posted(running) == []
        await running.tick(NINE + later + dt.timedelta(minutes=1))
        assert len(await posted(running)) == 1
