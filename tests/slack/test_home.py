"""The home tab: the tip of the week, a place to ask, own plans and channels, and what waits for an administrator."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.answers.adding import texts as texts_adding
from bot.channels import home_messages, texts
from bot.channels.feature import version
from bot.channels.home_messages import ACTS, ROWS, Administration, ChannelRow
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
from tests.fakes.forms import filled
from tests.fakes.leading import in_view, led_by, sent, shown, text_of
from tests.fakes.slack import button, buttons, words
from tests.fakes.web_api import Answer, WebApi, error
from tests.running import Running, a_bot
from tests.slack_limits import check

DAY = dt.timedelta(days=1)
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
LOOK = [texts.SEE_EXAMPLE, texts.SEE_PLANNING, texts.SEE_HISTORY]


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


async def opened(running: Running, view: Mapping[str, Any], label: str, user: str = VERA) -> dict[str, Any]:
    """The form that opens when this person presses the button on the home tab."""
    before = len(running.api.of("views.open"))
    await press(running, view, label, user)
    [call] = running.api.of("views.open")[before:]
    check(call["view"], "modal")
    form: dict[str, Any] = call["view"]
    return form


async def pushed(running: Running, view: Mapping[str, Any], label: str) -> dict[str, Any]:
    """The form that opens over this one when the button in it is pressed."""
    before = len(running.api.of("views.push"))
    await running.slack.interact(in_view(running.slack, view, button(view, label)))
    await running.settled()
    [call] = running.api.of("views.push")[before:]
    check(call["view"], "modal")
    form: dict[str, Any] = call["view"]
    return form


async def test_everyone_sees_the_tip_of_this_week_with_its_buttons_where_to_ask_and_their_channels(
    led: Running,
) -> None:
    await led.tick(NINE)
    view = await home(led, "U9ILSE")
    posted = led.api.messages[-1]
    read = words(view)
    assert posted["text"].removeprefix("Tip van de week: ") in read
    under = [(one["action_id"], one["value"]) for one in buttons(posted)]
    assert under
    assert [(one["action_id"], one.get("value")) for one in buttons(view)][: len(under)] == under
    ts = str((await led.delivery()).ts).replace(".", "")
    said = texts.HOME_TIP.format(channel="leiderschap", date="dinsdag 7 januari 2025").by(WORDS)
    assert f"<https://voorbeeld.slack.com/archives/C1/p{ts}|{said}>" in read
    assert read.index(said) < read.index(texts_core.HOME_ASK_HOW) < read.index(texts_habits.MINE_NONE)
    assert read.index(texts_habits.MINE_NONE) < read.index(f"*{texts.HOME_IN}*")
    assert "*#leiderschap*: volgende tip op dinsdag 14 januari 2025 om 09.00 uur" in read
    assert texts.HOME_LOOK in labels(view)
    assert texts.HOME_MANAGE not in labels(view)


async def test_before_a_tip_and_a_week_after_it_the_tab_says_what_the_bot_does(led: Running) -> None:
    assert texts.HOME_WHAT in words(await home(led))
    await led.slack.command("pauze")
    await led.tick(NINE)
    assert texts.HOME_WHAT in words(await home(led))
    await led.slack.command("hervat")
    await led.tick(NINE + 7 * DAY)
    assert texts.HOME_WHAT not in words(await home(led))
    await led.slack.command("pauze")
    assert texts.HOME_WHAT not in words(await home(led)), "what came stays, also while the channel pauses"
    led.time.now += 7 * DAY
    assert texts.HOME_WHAT in words(await home(led))


async def test_who_is_in_no_channel_with_tips_reads_how_to_begin_and_can_ask(led: Running) -> None:
    await led.tick(NINE)
    led.api.is_in["U9ILSE"] = {"C2"}
    view = await home(led, "U9ILSE")
    read = words(view)
    assert texts.HOME_NONE.by(WORDS) in read
    assert texts.HOME_WHAT in read, "a tip of somebody else's channel is not shown"
    assert labels(view)[0] == texts_core.HOME_ASK


async def test_a_question_is_asked_and_answered_on_the_home_tab(led: Running) -> None:
    form = await opened(led, await home(led), texts_core.HOME_ASK)
    response = await led.slack.submit(filled(form, question="ceo blog"))
    answer = response.json()["view"]
    check(answer, "modal")
    assert "blog" in words(answer).casefold()
    assert texts_core.SHARE not in labels(answer), "there is no channel here to share it in"
    assert led.api.messages == []


async def test_what_is_shared_from_a_form_is_shared_with_nobody_and_may_be_shared_later(led: Running) -> None:
    message = await led.slack.command("ceo blog")
    share = button(message, texts_core.SHARE)
    form = {"type": "modal", "callback_id": "reading", "blocks": [], "state": {"values": {}}}
    await led.slack.interact(in_view(led.slack, form, share))
    said = text_of(led.api.of("views.push")[-1]["view"])
    assert said == texts_core.HOME_NO_CHANNEL.by(WORDS)
    assert led.api.messages == []


async def test_who_asks_too_much_on_the_home_tab_is_slowed_like_everywhere(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, led_by(VERA), questions_per_minute=2) as running:
        form = await opened(running, await home(running), texts_core.HOME_ASK)
        answers = [(await running.slack.submit(filled(form, question="ceo blog"))).json() for _ in range(3)]
        assert [answer["response_action"] for answer in answers] == ["update", "update", "errors"]
        urgent = (await running.slack.submit(filled(form, question="ik wil dood"))).json()
        assert "113" in text_of(urgent["view"])


async def test_a_channel_has_one_button_and_behind_it_everything(led: Running) -> None:
    view = await home(led)
    assert f"*{texts.HOME_YOURS}*" in words(view)
    assert labels(view).count(texts.HOME_MANAGE) == 1
    assert not {*ALL} & {*labels(view)}
    managed = await opened(led, view, texts.HOME_MANAGE)
    assert labels(managed) == ALL
    for label, surface in (
        (texts.SET_UP, texts_settings.SETTINGS),
        (texts.PAUSE, texts.PAUSE_TITLE),
        (texts_leads.LEADS, texts_leads.LEADS_TITLE),
    ):
        assert (await pushed(led, managed, label))["title"]["text"] == surface
    for label, sentence in (
        (texts.SEE_PLANNING, "Planning van #leiderschap"),
        (texts.SEE_EXAMPLE, texts_core.TITLE),
        (texts.SEE_HISTORY, "In #leiderschap is nog geen tip geweest."),
        ("Eigen tips", texts_own.OWN_TIPS_NONE),
    ):
        shown = await pushed(led, managed, label)
        assert sentence in text_of(shown) + shown["title"]["text"]


async def test_who_does_not_lead_a_channel_can_look_at_it(led: Running) -> None:
    assert labels(await opened(led, await home(led, "U9ILSE"), texts.HOME_LOOK, "U9ILSE")) == LOOK


async def test_the_tab_is_drawn_anew_after_a_click_also_in_a_form_over_it(led: Running) -> None:
    await led.slack.command("pauze t/m 31 januari")
    view = await home(led)
    assert "*#leiderschap*: op pauze tot en met 31 januari 2025" in words(view)
    managed = await opened(led, view, texts.HOME_MANAGE)
    await pushed(led, managed, texts.RESUME)
    assert "volgende tip op dinsdag 7 januari 2025" in words(drawn(led))
    await led.slack.command("pauze")
    assert "*#leiderschap*: op pauze\n" in words(await home(led)) + "\n"


async def test_a_form_pauses_from_a_day_on_and_two_days_in_the_wrong_order_are_a_fault(led: Running) -> None:
    form = await pushed(led, await opened(led, await home(led), texts.HOME_MANAGE), texts.PAUSE)
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
    managed = await opened(led, await home(led), texts.HOME_MANAGE)
    listed = await pushed(led, managed, texts.SEE_PLANNING)
    await led.slack.interact(in_view(led.slack, listed, button(listed, texts.SKIP)))
    update = led.api.of("views.update")[-1]
    check(update["view"], "modal")
    assert "geen tip (overgeslagen)" in text_of(update["view"])
    assert (await pushed(led, listed, texts.SWAP))["title"]["text"] == texts.SWAP_TITLE


async def test_an_old_button_on_a_home_tab_of_before_still_works(led: Running) -> None:
    view = {"type": "home", "private_metadata": json.dumps({"page": 0}), "blocks": []}
    for action, title in (("settings", texts_settings.SETTINGS), ("planning", texts_core.TITLE)):
        await led.slack.interact(in_view(led.slack, view, {"action_id": f"{action}:0", "value": "C1"}))
        await led.settled()
        assert led.api.of("views.open")[-1]["view"]["title"]["text"] == title


async def test_administrators_see_what_stands_still_and_why_their_articles_and_the_version(
    led: Running,
) -> None:
    led.api.people[ADMIN] = {"is_admin": True}
    led.api.is_in[ADMIN] = set()
    read = words(await home(led, ADMIN))
    assert texts.HOME_NOTHING_TO_DO in read
    assert texts_adding.HOME_NONE in read
    assert texts.HOME_VERSION.format(version=version()) in read
    await led.slack.event({"type": "channel_archive", "channel": "C1"})
    await led.settled()
    view = await home(led, ADMIN)
    read = words(view)
    assert texts.HOME_NOTHING_TO_DO not in read
    assert read.count(f"*#leiderschap*: staat stil: {why('is_archived')}") == 2, "in the list and what waits"
    assert texts.HOME_MANAGE in labels(view)


async def test_what_was_asked_and_not_found_is_shown_to_administrators_alone(led: Running) -> None:
    led.api.people[ADMIN] = {"is_admin": True}
    for user in ("U4ILSE", "U5MILA", "U6OMAR", "U7SEM", "U8TESS"):
        await led.slack.command("krijg ik betaald ouderschapsverlof bij deze werkgever", user_id=user)
    await led.settled()
    assert "ouderschapsverlof" in words(await home(led, ADMIN))
    for person in (VERA, "U4ILSE"):
        read = words(await home(led, person))
        assert "ouderschapsverlof" not in read
        assert texts.HOME_ADMIN not in read


async def test_an_administrator_sees_which_channel_has_no_lead(tmp_path: Path, api: WebApi) -> None:
    api.people[ADMIN] = {"is_owner": True}
    async with a_bot(tmp_path, api, led_by(VERA).replace(f"    leads: [{VERA}]\n", "")) as running:
        view = await home(running, ADMIN)
        assert f"*#leiderschap*: {texts.HOME_NO_LEAD}" in words(view)
        form = await opened(running, view, texts_leads.LEADS_CHOOSE, ADMIN)
        assert form["title"]["text"] == texts_leads.LEADS_TITLE


async def test_a_lead_who_was_deactivated_a_moment_ago_counts_as_none(led: Running) -> None:
    led.api.people[ADMIN] = {"is_owner": True}
    assert texts.HOME_NO_LEAD not in words(await home(led, ADMIN))
    led.api.people[VERA] = {"deleted": True}
    read = words(await home(led, ADMIN))
    assert f"*#leiderschap*: {texts.HOME_NO_LEAD}" in read
    assert VERA not in read


@pytest.mark.parametrize("person", [{"is_restricted": True}, {"team_id": "T2"}])
async def test_guests_and_other_organisations_read_what_fits_them_and_can_press_nothing(
    led: Running, person: dict[str, Any]
) -> None:
    led.api.people[VERA] = person
    await led.tick(NINE)
    view = await home(led)
    read = words(view)
    assert texts.HOME_GUEST in read
    assert "*#leiderschap*: volgende tip op dinsdag 14 januari 2025" in read
    assert labels(view) == []
    for sentence in (texts_core.HOME_ASK_HOW, texts_habits.MINE_NONE, texts.HOME_NONE.by(WORDS)):
        assert sentence not in read


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
        await press(running, drawn(running), texts.HOME_MANAGE)
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


def test_a_full_page_with_many_plans_stays_within_slacks_limits_and_keeps_its_channels() -> None:
    rows = [ChannelRow("all", a_channel(f"C{number}"), NINE.date(), NINE, True) for number in range(ROWS)]
    page = home_messages.channels(rows, 1, 3, outsider=False)
    waits = home_messages.administration(
        Administration(
            tuple(a_channel(f"C{number}") for number in range(ACTS + 2)),
            tuple(rows[: ACTS + 1]),
            ("openheid",) * 10,
            "1.0",
        )
    )
    for plans, fits in ((1, True), (60, False)):
        own = [Paragraph(text(f"Plan {number}")) for number in range(plans)]
        tip = Home([Paragraph(text("Tip")), Paragraph(text("Doe dit"))])
        short = (Context(text(texts_habits.HOME_PLANS)),)
        blocks = tab([tip, Home(own, short), Home(()), Home(page), Home(waits)])
        check({"blocks": blocks}, "home")
        said = words({"blocks": blocks})
        assert ("Plan 0" in said, texts_habits.HOME_PLANS.by(WORDS) in said) == (fits, not fits)
        assert said.count(texts.HOME_MANAGE) >= ROWS
        assert texts.HOME_MORE.format(count=3) in said
        assert not any(one["type"] == two["type"] == "divider" for one, two in pairwise(blocks))
