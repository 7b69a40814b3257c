"""The Vrijdagoogst, as Slack sees it: from the answer to a check-in to the card, and off it again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels import texts as channel_texts
from bot.channels.audit import audit
from bot.channels.model import Act
from bot.channels.offers import texts as offer_texts
from bot.core.people import Actor
from bot.delivery.model import HARVEST, Delivery
from bot.habits import texts as habits_texts
from bot.habits.harvest import texts
from bot.habits.harvest.store import SqlHarvestStore
from bot.habits.plans.store import SqlPlanStore
from bot.habits.plans.wording import capital
from bot.privacy import texts as privacy_texts
from tests.factories import C1, NINE
from tests.fakes.forms import filled
from tests.fakes.slack import buttons, words
from tests.fakes.web_api import RESET_AFTER, RESPONSE, WORKSPACE, Answer, error
from tests.running import Running
from tests.slack.colleagues import CHECK_IN_DAY, DAY, VERA, WEEK, Colleagues, users
from tests.slack.outsiders import OUTSIDERS

FRIDAY = dt.datetime(2025, 1, 17, 14, 5, tzinfo=dt.UTC)
"""Just after 15:00 in Amsterdam, on the last working day of the week of the check-ins."""
HOUR = dt.timedelta(hours=1)


async def answered(running: Running, team: Colleagues, people: list[str]) -> dict[str, dict[str, Any]]:
    """These people make a plan and say a week later how it went; what each of them sees then."""
    for user in people:
        await team.plan(user)
    await team.asked()
    return {user: await team.answer("Gelukt", user) for user in people}


async def share(
    team: Colleagues, user: str, on: dict[str, Any], line: str, how: str = "named"
) -> dict[str, Any]:
    """Share a sentence; what the writer sees then."""
    return await team.sent(await team.press(texts.SHARE, user, on), user, line=line, how=how)


async def shared(running: Running, team: Colleagues, count: int, how: str = "named") -> list[str]:
    """So many people share a sentence that names them by number; returns the people."""
    people = users(count)
    for number, (user, seen) in enumerate((await answered(running, team, people)).items()):
        await share(team, user, seen, f"Ik vroeg door, zin {number}.", how)
    return people


def cards(running: Running) -> list[dict[str, Any]]:
    return [one for one in running.api.messages if one["channel"] == "C1" and texts.CARD in one["text"]]


async def rows(running: Running) -> list[Delivery]:
    return list(await running.ledger.recent(C1, 10, (HARVEST,)))


async def test_what_two_people_shared_comes_on_one_card_at_the_end_of_the_week(
    running: Running, team: Colleagues
) -> None:
    first, second = await shared(running, team, 2)
    await running.tick(FRIDAY - HOUR)
    assert cards(running) == []
    await running.tick(FRIDAY)
    [card] = cards(running)
    assert f"<@{first}>: Ik vroeg door, zin 0." in words(card)
    assert f"<@{second}>: Ik vroeg door, zin 1." in words(card)
    for later in (FRIDAY + HOUR, FRIDAY + DAY, FRIDAY + WEEK):
        await running.tick(later)
    assert len(cards(running)) == 1
    [row] = await rows(running)
    assert (row.state, row.slot) == ("posted", FRIDAY.date())


async def test_nothing_is_chosen_beforehand_and_the_form_says_who_will_read_it(
    running: Running, team: Colleagues
) -> None:
    seen = await answered(running, team, [VERA])
    view = await team.press(texts.SHARE, VERA, seen[VERA])
    assert "Iedereen in #leiderschap kan je zin lezen" in words({"blocks": view["blocks"]})
    inputs = {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}
    assert not any(name.startswith("initial") for element in inputs.values() for name in element)
    for fields, field, said in (
        ({"line": "  ", "how": "named"}, "line", texts.EMPTY),
        ({"line": "Het lukte."}, "how", texts.NO_CHOICE),
    ):
        answer = await team.send(filled(view, **fields), VERA)
        assert said in answer["errors"][field]
    await running.tick(FRIDAY)
    assert cards(running) == []


async def from_before(running: Running) -> None:
    """Make C1 a channel that was set up before there was a Vrijdagoogst."""
    held = sa.table("channels", sa.column("settings", sa.JSON), sa.column("layers", sa.JSON))
    async with running.ledger._engine.begin() as connection:
        [row] = (await connection.execute(sa.select(held))).all()
        old = {name: value for name, value in row.settings.items() if name != "harvest"}
        layers = row.layers | {"chosen": {}, "slack": {}}
        await connection.execute(sa.update(held).values(settings=old, layers=layers))
        await connection.execute(sa.delete(audit).where(audit.c.field == "harvest"))


def told(running: Running) -> list[dict[str, Any]]:
    """What Vera was told as a lead: a notice is addressed to the person."""
    return [one for one in running.api.messages if one["channel"] == VERA]


def offers(running: Running) -> list[dict[str, Any]]:
    return [one for one in told(running) if offer_texts.YES in words(one)]


async def test_a_channel_from_before_it_gets_none_until_a_lead_says_yes(
    running: Running, team: Colleagues
) -> None:
    await from_before(running)
    await team.lead()
    await team.plan()
    await running.tick(CHECK_IN_DAY)
    assert not offers(running), "not together with the tip"
    await team.asked()
    assert texts.SHARE not in words(await team.answer("Gelukt", VERA))
    [offer] = offers(running)
    await running.tick(CHECK_IN_DAY + WEEK)
    await running.tick(CHECK_IN_DAY + WEEK + HOUR)
    assert len(offers(running)) == 1, "it is made once"
    said = await team.press(offer_texts.YES, VERA, offer)
    assert "De Vrijdagoogst staat aan in #leiderschap." in words(said)
    assert texts.SHARE in words(await team.press("Gelukt", VERA, seen_check_in(team)))


def seen_check_in(team: Colleagues) -> dict[str, Any]:
    return next(one for one in team.letters(VERA) if habits_texts.CHECK_IN_ASK in words(one))


async def test_who_has_it_or_turned_it_off_is_offered_nothing(running: Running, team: Colleagues) -> None:
    await team.lead()
    await running.tick(CHECK_IN_DAY)
    await running.tick(CHECK_IN_DAY + HOUR)
    assert not offers(running)
    off = Act(VERA, running.time.now)
    channel = await running.channels.get(C1)
    assert channel is not None
    changed = replace(channel, settings=replace(channel.settings, harvest=False))
    await running.channels.save(changed, [off.change("harvest", True, False)])
    await running.tick(CHECK_IN_DAY + WEEK)
    await running.tick(CHECK_IN_DAY + WEEK + HOUR)
    assert not offers(running)


async def test_one_sentence_waits_for_the_next_card(running: Running, team: Colleagues) -> None:
    first, second = users(2)
    seen = await answered(running, team, [first, second])
    await share(team, first, seen[first], "Ik begon.")
    await running.tick(FRIDAY)
    assert cards(running) == []
    await running.tick(FRIDAY + DAY)
    await share(team, second, seen[second], "Ik ook.")
    await running.tick(FRIDAY + WEEK)
    [card] = cards(running)
    assert "Ik begon." in words(card)


async def test_a_card_has_eight_sentences_and_the_rest_comes_on_the_next(
    running: Running, team: Colleagues
) -> None:
    await shared(running, team, 10)
    await running.tick(FRIDAY)
    await running.tick(FRIDAY + WEEK)
    one, other = cards(running)
    assert (words(one).count("Ik vroeg door"), words(other).count("Ik vroeg door")) == (8, 2)


async def test_without_a_name_takes_five_people_and_five_beside_them(
    running: Running, team: Colleagues
) -> None:
    people = users(6)
    seen = await answered(running, team, people)
    for user in people[:4]:
        await share(team, user, seen[user], f"Zonder naam {user}.", "nameless")
    await running.tick(FRIDAY)
    assert cards(running) == []
    [row] = await rows(running)
    assert (row.state, row.error) == ("skipped", "nothing_to_say")
    await share(team, people[4], seen[people[4]], f"Zonder naam {people[4]}.", "nameless")
    await share(team, people[5], seen[people[5]], "Met naam.")
    await running.tick(FRIDAY + WEEK)
    [card] = cards(running)
    assert words(card).count(texts.SOMEBODY) == 5
    assert [user for user in people if f"<@{user}>" in words(card)] == [people[5]]


async def test_in_a_small_channel_there_is_only_with_a_name(running: Running, team: Colleagues) -> None:
    large = await team.press(texts.SHARE, VERA, (await answered(running, team, [VERA]))[VERA])
    forged = filled(large, line="Het lukte.", how="nameless")
    running.api.members = users(9)
    await running.tick(NINE + 2 * WEEK)
    await team.plan()
    await team.asked(CHECK_IN_DAY + 2 * WEEK)
    small = await team.press(texts.SHARE, VERA, await team.answer("Gelukt", VERA))
    [how] = [one["element"] for one in small["blocks"] if one.get("block_id") == "how"]
    assert [one["value"] for one in how["options"]] == ["named"]
    answer = await team.send(small | {"state": forged["state"]}, VERA)
    assert answer["errors"]["how"] == texts.NO_CHOICE


@pytest.mark.parametrize("outsider", ["guest", "elsewhere", "shared"])
async def test_there_is_no_card_where_others_read_along(
    running: Running, team: Colleagues, outsider: str
) -> None:
    people = await shared(running, team, 2)
    if outsider == "shared":
        running.api.places["C1"] = {"is_ext_shared": True}
    else:
        running.api.people |= OUTSIDERS
        who: dict[str, dict[str, Any]] = {
            "guest": {"is_restricted": True},
            "elsewhere": {"team_id": "T9", "is_stranger": True},
        }
        running.api.people |= {"U9BUITEN": who[outsider]}
        running.api.members = [*running.api.members, "U9BUITEN"]
    await running.tick(FRIDAY)
    assert cards(running) == []
    [row] = await rows(running)
    assert (row.state, row.error) == ("skipped", "outsiders")
    seen = await team.answer("Gelukt", people[0])
    assert texts.SHARE not in str(seen), "nobody is asked for a sentence that cannot come"


async def test_where_slack_does_not_say_who_reads_along_the_card_waits(
    running: Running, team: Colleagues
) -> None:
    await shared(running, team, 2)
    running.api.answer("conversations.members", error("internal_error"), always=True)
    await running.tick(FRIDAY)
    assert cards(running) == []
    running.api.heal()
    await running.tick(FRIDAY + HOUR)
    assert len(cards(running)) == 1


async def test_a_card_comes_three_hours_after_a_tip_of_that_day(running: Running, team: Colleagues) -> None:
    await shared(running, team, 2)
    await team.lead()
    await running.tick(FRIDAY - HOUR)
    asked = await team.press(channel_texts.POST_NOW, VERA, await running.slack.command("voorbeeld"))
    await team.press(channel_texts.POST_EXTRA, VERA, asked)
    await running.tick(FRIDAY - HOUR / 2)
    [tip] = await running.ledger.recent(C1, 1)
    assert (tip.kind, tip.state) == ("extra", "posted")
    for hours in (0, 1, 2):
        await running.tick(FRIDAY + hours * HOUR)
    assert cards(running) == []
    await running.tick(FRIDAY + 2.6 * HOUR)
    assert len(cards(running)) == 1


@pytest.mark.parametrize(
    ("typed", "card_on"),
    [("pauze", None), ("pauze t/m 17 januari 2025", None), ("pauze t/m 16 januari 2025", FRIDAY)],
)
async def test_a_pause_silences_the_card(
    running: Running, team: Colleagues, typed: str, card_on: dt.datetime | None
) -> None:
    await shared(running, team, 2)
    await team.lead()
    running.slack.person = VERA
    await running.slack.command(typed)
    await running.tick(FRIDAY - HOUR)
    await running.tick(FRIDAY)
    assert len(cards(running)) == (1 if card_on else 0)


async def test_who_takes_it_back_is_off_the_card_and_out_of_the_database(
    running: Running, team: Colleagues
) -> None:
    first, second = await shared(running, team, 2)
    await running.tick(FRIDAY)
    [card] = cards(running)
    assert words(await team.press(texts.TAKE_MINE_BACK, VERA, card)) == texts.NOT_YOURS
    assert words(await team.press(texts.TAKE_MINE_BACK, first, card)) == texts.TAKEN_BACK
    await running.settled()
    [update] = running.api.of("chat.update")
    assert (update["channel"], update["ts"]) == ("C1", card["ts"])
    assert "zin 0" not in words(update)
    assert "zin 1" in words(update)
    await team.press(texts.TAKE_MINE_BACK, second, card)
    await running.settled()
    assert words(running.api.of("chat.update")[-1]) == texts.CARD_EMPTY
    store = SqlHarvestStore(running.ledger._engine)
    assert not await store.outdated()


async def test_a_card_that_slack_does_not_change_is_tried_again(running: Running, team: Colleagues) -> None:
    first, _ = await shared(running, team, 2)
    await running.tick(FRIDAY)
    [card] = cards(running)
    running.api.answer("chat.update", error("internal_error"), RESET_AFTER)
    await team.press(texts.TAKE_MINE_BACK, first, card)
    await running.settled()
    for hours in (2, 4, 6):
        await running.tick(FRIDAY + hours * HOUR)
    assert len(running.api.of("chat.update")) == 3
    assert "zin 0" not in words(running.api.of("chat.update")[-1])


async def test_what_was_taken_back_while_the_card_is_on_its_way_is_drawn_away(
    running: Running, team: Colleagues
) -> None:
    first, _ = await shared(running, team, 2)
    [given] = [one for one in running.api.of(RESPONSE) if "zin 0" in words(one)]
    await running.tick(FRIDAY - HOUR)
    running.api.answer("chat.postMessage", RESET_AFTER, channel="C1")
    await running.tick(FRIDAY)
    assert [row.state for row in await rows(running)] == ["unknown"]
    await team.press(texts.TAKE_BACK, first, given)
    await running.settled()
    assert not running.api.of("chat.update"), "nobody knows yet where the card is"
    [card] = cards(running)
    await team.press(texts.TAKE_MINE_BACK, VERA, card)  # any click under it shows where it is
    await running.tick(FRIDAY + HOUR)
    assert [row.state for row in await rows(running)] == ["posted"]
    assert "zin 0" not in words(running.api.of("chat.update")[-1])


@pytest.mark.parametrize("answer", [RESET_AFTER, error("msg_too_long"), error("is_archived")])
async def test_a_card_that_slack_refuses_or_loses_is_told_to_nobody(
    running: Running, team: Colleagues, answer: Answer
) -> None:
    await shared(running, team, 2)
    await team.lead()
    await running.tick(FRIDAY - HOUR)
    running.api.answer("chat.postMessage", answer, channel="C1")
    for hours in (0, 1, 8):
        await running.tick(FRIDAY + hours * HOUR)
    [row] = await rows(running)
    assert row.state in ("review", "failed")
    assert not told(running)


async def test_a_waiting_sentence_can_be_changed_and_taken_back(running: Running, team: Colleagues) -> None:
    first, second, third = users(3)
    seen = await answered(running, team, [first, second, third])
    for user in (first, second, third):
        await share(team, user, seen[user], f"Eerst {user}.")
    given = await team.press(texts.SHARE, first, seen[first])
    assert f"Eerst {first}." in words(given)
    view = await team.press(texts.CHANGE, first, given)
    await team.sent(view, first, line="Daarna.", how="named")
    await team.press(texts.TAKE_BACK, second, await team.press(texts.SHARE, second, seen[second]))
    await running.tick(FRIDAY)
    [card] = cards(running)
    assert "Daarna." in words(card)
    assert f"Eerst {first}." not in words(card)
    assert f"Eerst {second}." not in words(card)
    given = await team.press(texts.SHARE, first, seen[first])
    assert [one["text"]["text"] for one in buttons(given)] == [texts.TAKE_BACK]
    answer = await team.send(filled(view, line="Nog eens.", how="named"), first)
    assert texts.ON_CARD in str(answer)


async def test_i_too_makes_a_plan_for_the_tip_of_the_card(running: Running, team: Colleagues) -> None:
    await shared(running, team, 2)
    await running.tick(FRIDAY)
    [card] = cards(running)
    posted = len(running.api.messages)
    await team.press(capital(habits_texts.NOW), VERA, await team.press(texts.TOO, VERA, card))
    assert len(running.api.messages) == posted, "nobody hears of it"
    [first, *_] = await running.deliveries()
    [plan] = await SqlPlanStore(running.ledger._engine).all(Actor(WORKSPACE, VERA))
    assert (plan.nudge, plan.tip, plan.ref) == (first.id, first.tip, first.ref)


async def test_erasing_everything_takes_it_off_the_card_too(running: Running, team: Colleagues) -> None:
    first, _ = await shared(running, team, 2)
    await running.tick(FRIDAY)
    running.slack.person = first
    kept = await running.slack.command("privacy")
    assert texts.TITLE in words(kept)
    await team.press(privacy_texts.PRIVACY_ERASE, first, kept)
    await running.tick(FRIDAY + HOUR)
    assert "zin 0" not in words(running.api.of("chat.update")[-1])


async def test_it_is_erased_thirty_days_after_the_card(running: Running, team: Colleagues) -> None:
    await shared(running, team, 2)
    await running.tick(FRIDAY)
    store = SqlHarvestStore(running.ledger._engine)
    [row] = await rows(running)
    await running.tick(FRIDAY + 29 * DAY)
    assert len(await store.on(row.id)) == 2
    await running.tick(FRIDAY + 31 * DAY)
    assert not await store.on(row.id)


async def test_an_old_button_that_shared_in_the_thread_points_to_the_card(
    running: Running, team: Colleagues
) -> None:
    seen = await answered(running, team, [VERA])
    plan = next(one for one in buttons(seen[VERA]) if one["action_id"].startswith("harvest"))["value"]
    said = len(running.api.messages)
    await running.slack.click({"action_id": "share_plan:1", "value": plan}, user=VERA)
    await running.settled()
    answer = running.api.of(RESPONSE)[-1]
    assert texts.SHARE_GONE in words(answer)
    assert [one["value"] for one in buttons(answer)] == [plan]
    assert len(running.api.messages) == said
