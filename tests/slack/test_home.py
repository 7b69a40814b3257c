"""The home tab for everybody, for leads and for administrators: always up to date, with pages for over 20 channels."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.channels import home_messages, texts
from bot.channels.feature import version
from bot.channels.home_messages import ROWS, Administration, ChannelRow
from bot.channels.leads import texts as texts_leads
from bot.channels.own_tips import texts as texts_own
from bot.channels.settings import texts as texts_settings
from bot.core import texts as texts_core
from bot.core.features import Home
from bot.core.messages import Context, Paragraph, text
from bot.delivery.notices.words import why
from bot.habits import texts as texts_habits
from bot.slack.listeners.home import tab
from bot.slack.words import WORDS
from tests.factories import NINE, a_channel
from tests.fakes.leading import in_view, led_by, sent, shown, text_of
from tests.fakes.slack import button, buttons, words
from tests.fakes.web_api import Answer, WebApi, error
from tests.running import Running, a_bot
from tests.slack_limits import check

VERA, ADMIN = "U1VERA", "U2BAAS"
ALL = [
    texts.SET_UP,
    texts.SEE_EXAMPLE,
    texts.SEE_PLANNING,
    texts.SEE_HISTORY,
    texts.PAUSE,
    "Eigen tips",
    texts_leads.LEADS,
]


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        yield running


async def home(running: Running, user: str = VERA) -> dict[str, Any]:
    """Open the home tab as this person; returns its view."""
    event = {"type": "app_home_opened", "tab": "home", "user": user, "channel": "D1"}
    assert (await running.slack.event(event)).status_code == 200
    await running.settled()
    return drawn(running)


def drawn(running: Running) -> dict[str, Any]:
    """The view of the home tab that was published last."""
    view: dict[str, Any] = running.api.of("views.publish")[-1]["view"]
    check(view, "home")
    return view


async def press(running: Running, view: Mapping[str, Any], label: str, user: str = VERA) -> None:
    running.slack.person = user
    held = {"type": "home", "callback_id": "", **view}
    await running.slack.interact(in_view(running.slack, held, button(view, label)))
    await running.settled()


def labels(view: Mapping[str, Any]) -> list[str]:
    return [one["text"]["text"] for one in buttons(view)]


async def test_everyone_reads_what_the_bot_does_and_which_tips_come_in_their_channels(led: Running) -> None:
    view = await home(led, "U9ILSE")
    read = words(view)
    assert all(
        sentence in read for sentence in (texts.HOME_WHAT, texts.HOME_ASK.by(WORDS), texts.HOME_PRIVACY)
    )
    assert f"*{texts.HOME_IN}*" in read
    assert "*#leiderschap*: volgende tip op dinsdag 7 januari 2025 om 09.00 uur" in read
    assert labels(view)[:2] == [texts.SEE_PLANNING, texts.SEE_HISTORY]
    assert texts.SET_UP not in labels(view)


async def test_who_is_in_no_channel_with_tips_reads_how_to_begin(led: Running) -> None:
    led.api.is_in["U9ILSE"] = {"C2"}
    assert texts.HOME_NONE.by(WORDS) in words(await home(led, "U9ILSE"))


async def test_a_lead_has_buttons_to_everything(led: Running) -> None:
    view = await home(led)
    assert f"*{texts.HOME_YOURS}*" in words(view)
    assert labels(view)[: len(ALL)] == ALL
    for label, surface in (
        (texts.SET_UP, texts_settings.SETTINGS),
        (texts.PAUSE, texts.PAUSE_TITLE),
        (texts_leads.LEADS, texts_leads.LEADS_TITLE),
    ):
        await press(led, view, label)
        assert led.api.of("views.open")[-1]["view"]["title"]["text"] == surface
    for label, sentence in (
        (texts.SEE_PLANNING, "Planning van #leiderschap"),
        (texts.SEE_EXAMPLE, texts_core.TITLE),
        (texts.SEE_HISTORY, "In #leiderschap is nog geen tip geweest."),
        ("Eigen tips", texts_own.OWN_TIPS_NONE),
    ):
        await press(led, view, label)
        opened = led.api.of("views.open")[-1]["view"]
        check(opened, "modal")
        assert sentence in text_of(opened) + opened["title"]["text"]


async def test_the_tab_is_drawn_anew_after_a_click_and_stands_as_things_are(led: Running) -> None:
    await led.slack.command("pauze t/m 31 januari")
    view = await home(led)
    assert "*#leiderschap*: op pauze tot en met 31 januari 2025" in words(view)
    await press(led, view, texts.RESUME)
    assert "volgende tip op dinsdag 7 januari 2025" in words(drawn(led))
    await led.slack.command("pauze")
    assert "*#leiderschap*: op pauze\n" in words(await home(led)) + "\n"


async def test_a_form_pauses_from_a_day_on_and_two_days_in_the_wrong_order_are_a_fault(led: Running) -> None:
    await press(led, await home(led), texts.PAUSE)
    form = led.api.of("views.open")[-1]["view"]
    check(form, "modal")
    for days, field, said in (
        ({"from": dt.date(2025, 1, 20), "until": dt.date(2025, 1, 13)}, "until", texts.PAUSE_TURNED),
        ({"from": dt.date(2025, 1, 20)}, "until", texts.PAUSE_NO_END),
        ({"until": dt.date(2025, 1, 5)}, "until", texts.PAUSE_EARLY),
    ):
        assert (await sent(led.slack, form, **days))["errors"] == {field: said}
    done = await shown(led.slack, form, **{"from": dt.date(2025, 1, 13), "until": dt.date(2025, 1, 20)})
    assert "Maandag 13 januari 2025 tot en met maandag 20 januari 2025: geen tips." in text_of(done)
    assert "dinsdag 14 januari 2025" in text_of(done)
    await led.slack.interact(in_view(led.slack, done, button(done, texts.PAUSE_UNDO)))
    assert texts.PAUSE_UNDONE in text_of(led.api.of("views.update")[-1]["view"])
    await shown(led.slack, form, until=dt.date(2025, 1, 8))
    assert "op pauze tot en met 8 januari 2025" in words(await home(led))


async def test_a_list_in_a_form_changes_in_its_place(led: Running) -> None:
    await press(led, await home(led), texts.SEE_PLANNING)
    opened = led.api.of("views.open")[-1]["view"]
    await led.slack.interact(in_view(led.slack, opened, button(opened, texts.SKIP)))
    [update] = led.api.of("views.update")
    check(update["view"], "modal")
    assert "geen tip (overgeslagen)" in text_of(update["view"])
    await led.slack.interact(in_view(led.slack, opened, button(opened, texts.SWAP)))
    assert led.api.of("views.push")[0]["view"]["title"]["text"] == texts.SWAP_TITLE


async def test_administrators_see_all_channels_what_stands_still_and_why_gaps_and_version(
    led: Running,
) -> None:
    led.api.people[ADMIN] = {"is_admin": True}
    led.api.is_in[ADMIN] = set()
    await led.slack.event({"type": "channel_archive", "channel": "C1"})
    await led.settled()
    view = await home(led, ADMIN)
    read = words(view)
    assert texts.HOME_COUNTS.format(channels=1, active=1, still=1) in read
    assert f"*#leiderschap*: staat stil: {why('is_archived')} · teamleiders: <@{VERA}>" in read
    assert texts.HOME_NO_GAPS in read
    assert texts.HOME_VERSION.format(version=version()) in read
    assert texts.SET_UP in labels(view)


async def test_what_was_asked_and_not_found_is_shown_to_administrators_alone(led: Running) -> None:
    led.api.people[ADMIN] = {"is_admin": True}
    for user in ("U4ILSE", "U5MILA", "U6OMAR", "U7SEM", "U8TESS"):
        await led.slack.command("krijg ik betaald ouderschapsverlof bij deze werkgever", user_id=user)
    await led.settled()
    assert "ouderschapsverlof" in words(await home(led, ADMIN))
    for person in (VERA, "U4ILSE"):
        read = words(await home(led, person))
        assert "ouderschapsverlof" not in read
        assert texts.HOME_COUNTS.partition("{")[0] not in read
        assert texts.HOME_NO_GAPS not in read


async def test_an_administrator_sees_which_channel_has_no_lead(tmp_path: Path, api: WebApi) -> None:
    api.people[ADMIN] = {"is_owner": True}
    async with a_bot(tmp_path, api, led_by(VERA).replace(f"    leads: [{VERA}]\n", "")) as running:
        assert texts.HOME_NO_LEAD in words(await home(running, ADMIN))


@pytest.mark.parametrize("person", [{"is_restricted": True}, {"team_id": "T2"}])
async def test_guests_and_other_organisations_get_no_button_that_changes(
    led: Running, person: dict[str, Any]
) -> None:
    led.api.people[VERA] = person
    view = await home(led)
    assert not (set(ALL) - {texts.SEE_PLANNING, texts.SEE_HISTORY}) & set(labels(view))


async def test_the_tab_comes_also_where_slack_does_not_say_who_looks(led: Running) -> None:
    led.api.answer("users.info", Answer(503, "<html>"), always=True)
    led.api.answer("users.conversations", error("internal_error"), always=True)
    assert texts.HOME_WHAT in words(await home(led))


def many(count: int) -> str:
    rows = "".join(
        f"  - {{channel: team-{number:02}, weekday: dinsdag, time: '09:00', leads: [{VERA}]}}\n"
        for number in range(count)
    )
    return f"channels:\n{rows}"


async def test_sixty_channels_come_in_pages_within_slacks_limits(tmp_path: Path, api: WebApi) -> None:
    api.channels = {f"C{number:02}": f"team-{number:02}" for number in range(60)}
    api.people[VERA] = {"is_admin": True}
    async with a_bot(tmp_path, api, many(60)) as running:
        view = await home(running)
        seen: list[str] = []
        for page in range(3):
            assert texts.HOME_PAGE.format(page=page + 1, pages=3) in words(view)
            here = [line.split("*")[1] for line in words(view).split("\n") if line.startswith("*#")]
            assert len(here) == ROWS
            seen += here
            if page < 2:
                await press(running, view, texts.HOME_FOLLOWING)
                view = drawn(running)
        assert seen == [f"#team-{number:02}" for number in range(60)]
        assert texts.HOME_FOLLOWING not in labels(view)
        await press(running, view, texts.HOME_PREVIOUS)
        assert "#team-20" in words(drawn(running))
        await press(running, drawn(running), texts.SEE_PLANNING)
        assert texts.HOME_PAGE.format(page=2, pages=3) in words(drawn(running)), "a click stays on its page"


@pytest.mark.parametrize("value", ["-1", "99", "x", "9" * 2000])
async def test_a_forged_page_is_the_nearest_that_there_is(led: Running, value: str) -> None:
    view = {"type": "home", "private_metadata": json.dumps({"page": 0}), "blocks": []}
    await led.slack.interact(in_view(led.slack, view, {"action_id": "home_page:0", "value": value}))
    await led.settled()
    assert "#leiderschap" in words(drawn(led))


async def test_the_tab_names_what_a_holiday_moves(led: Running) -> None:
    led.time.now = NINE
    await led.tick()
    assert "dinsdag 14 januari 2025" in words(await home(led))
    await led.slack.command("overslaan")
    assert "dinsdag 21 januari 2025" in words(await home(led))


@pytest.mark.parametrize(("plans", "shown"), [(45, True), (46, False)])
def test_a_full_page_with_many_plans_stays_within_slacks_limits(plans: int, shown: bool) -> None:
    rows = [
        ChannelRow("all", a_channel(f"C{number}"), NINE.date(), NINE, True, ("U1",)) for number in range(20)
    ]
    page = home_messages.home(rows, 1, 3, Administration(60, 60, 0, ("openheid",) * 10, "1.0"))
    own = [Paragraph(text(f"Plan {number}")) for number in range(plans)]
    last = Home([Paragraph(text("Woorden"))])
    blocks = tab([Home(page.parts), Home(own, (Context(text(texts_habits.HOME_PLANS)),)), Home(()), last])
    check({"blocks": blocks}, "home")
    said = words({"blocks": blocks})
    assert ("Plan 40" in said, texts_habits.HOME_PLANS.by(WORDS) in said) == (shown, not shown)
    assert ("Woorden" in said) != shown, "what does not fit is left out"
    assert not any(one["type"] == two["type"] == "divider" for one, two in pairwise(blocks))
