"""From a tip to its results, as Slack sees it: signed requests, the real services, and a clock that the test moves."""

from __future__ import annotations

import csv
import io
import json

import pytest
import sqlalchemy as sa

from bot.database.engine import rows
from bot.habits import texts
from bot.habits.feedback.store import votes
from bot.slack.transport import DELIVERY
from tests.factories import NINE
from tests.fakes.forms import filled, touched
from tests.fakes.slack import Slack, buttons, labelled, words
from tests.fakes.web_api import RESPONSE, server_error
from tests.mrkdwn_reader import read
from tests.running import Running, shipped_content
from tests.slack.colleagues import (
    CHECK_IN_DAY,
    COUNT_DAY,
    DAY,
    EPHEMERAL,
    SECRET,
    VERA,
    WEEK,
    Colleagues,
    direct,
    users,
)
from tests.support import Logs


async def test_from_a_tip_to_the_overview(running: Running, team: Colleagues, logs: Logs) -> None:
    api = running.api
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    assert [labelled(one) for one in buttons(team.tip())] == [texts.PLAN, texts.HOW]
    people = users(12)
    for user in people:
        shown = await team.plan(user, then=SECRET)
        assert texts.PLANNED in words(shown)
    await team.asked()
    for number, user in enumerate(people):
        [asked] = team.letters(user)
        assert texts.CHECK_IN_ASK in words(asked)
        answer = await team.answer("Gelukt" if number < 6 else "Niet gelukt", user)
        assert answer["replace_original"] is True
    assert [tip.question in read(said).text for said in team.thread()] == [True]
    await running.tick(COUNT_DAY)
    assert "12 mensen maakten een plan; bij 6 is het gelukt." in team.thread()[-1]

    await team.lead()
    overview = await running.slack.command("overzicht")
    assert f"{tip.title} (7 januari 2025): 12 plannen, 6 keer gelukt" in words(overview)
    assert f"Het meest opgepakt: {tip.title}. 12 mensen maakten er een plan bij." in words(overview)
    assert [labelled(one) for one in buttons(overview)] == [texts.OVERVIEW_TIP, texts.OVERVIEW_CHANGE_NOW]
    assert tip.voice.do in words(await team.press(texts.OVERVIEW_TIP, on=overview))
    assert (await team.press(texts.OVERVIEW_CHANGE_NOW, on=overview))["type"] == "modal"
    [completed] = await api.wait("files.completeUploadExternal")
    assert completed["channel_id"] == direct(VERA)
    asked_for = api.of("files.getUploadURLExternal")
    assert [one["filename"] for one in asked_for] == [texts.TABLE_FILE, texts.THEMES_FILE]
    table, _ = api.files.values()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["2025-01-07", tip.title, "12", "6", "", ""]
    _nothing_personal(running, logs, people)


def _nothing_personal(running: Running, logs: Logs, people: list[str]) -> None:
    for secret in (SECRET, *people, *map(direct, people), VERA, direct(VERA)):
        assert secret not in logs.text
    for message in running.api.messages:
        metadata = message.get("metadata", {"event_type": DELIVERY, "event_payload": {"id": ""}})
        assert (metadata["event_type"], list(metadata["event_payload"])) == (DELIVERY, ["id"])
        if message["channel"] == "C1":
            assert not any(name in json.dumps(message) for name in (SECRET, *people))


async def test_the_passage_comes_privately_and_literally(running: Running, team: Colleagues) -> None:
    answer = await team.press(texts.HOW)
    assert answer["response_type"] == "ephemeral"
    content = shipped_content()
    tip = content.library.tips[(await running.delivery()).tip]
    section = next(one for one in content.corpus[tip.source.article].sections if one.id == tip.source.section)
    assert len([one for one in answer["blocks"] if one["type"] == "section"]) >= len(section.paragraphs)


@pytest.mark.parametrize("action", ["useful", "not_useful"])
async def test_a_button_of_before_that_asked_for_an_opinion_says_kindly_that_it_is_gone(
    running: Running, team: Colleagues, action: str
) -> None:
    old = {"action_id": f"{action}:0", "value": str((await running.delivery()).id)}
    await running.slack.click(old, message=team.tip()["ts"])
    [answer] = await running.api.wait(RESPONSE)
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert words(answer) == texts.OPINION_GONE
    assert await rows(running.ledger._engine, sa.select(votes)) == []


async def test_what_a_client_does_not_send_back_stays_as_it_was(running: Running, team: Colleagues) -> None:
    view = await team.form()
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    before = len(running.api.of(RESPONSE))
    assert await team.send(touched(view, then="ga ik wandelen")) == {"response_action": "clear"}
    shown = words((await running.api.wait(RESPONSE, before + 1))[-1])
    assert f"Als {tip.voice.if_then.when}, dan ga ik wandelen." in shown
    assert "Op dinsdag 14 januari 2025 vraag ik je in een privébericht of het is gelukt." in shown


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"when": "  "}, "when", texts.EMPTY),
        ({"then": "..."}, "then", texts.EMPTY),
        ({"remind_on": NINE.date()}, "remind_on", texts.TOO_EARLY),
        ({"remind_on": NINE.date() + 61 * DAY}, "remind_on", texts.TOO_LATE.format(days=60)),
    ],
)
async def test_what_is_wrong_in_a_form_is_said_at_its_field(
    running: Running, team: Colleagues, fields: dict[str, object], field: str, sentence: str
) -> None:
    view = await team.form()
    told = len(running.api.of(RESPONSE))
    answer = await team.send(filled(view, **fields))
    assert answer == {"response_action": "errors", "errors": {field: sentence}}
    assert len(running.api.of(RESPONSE)) == told


async def test_where_the_answer_to_a_form_comes_too_late_for_its_message_it_comes_beside_it(
    running: Running, team: Colleagues
) -> None:
    view = await team.form()
    running.api.answer(RESPONSE, server_error(404))
    assert await team.send(filled(view)) == {"response_action": "clear"}
    [shown] = await running.api.wait(EPHEMERAL)
    assert (shown["channel"], shown["user"]) == ("C1", VERA)
    assert texts.PLANNED in words(shown)


async def test_where_a_form_was_opened_from_no_message_the_form_shows_the_answer(
    running: Running, team: Colleagues
) -> None:
    view = await team.form()
    about = json.loads(view["private_metadata"])
    del about["answer_to"]
    answer = await team.send(filled(view | {"private_metadata": json.dumps(about)}))
    assert answer["response_action"] == "update"
    assert texts.PLANNED in words(answer["view"])


async def test_a_second_press_shows_the_plan_that_is_there_and_changes_it(team: Colleagues) -> None:
    await team.plan(when="het maandag is")
    shown = await team.press(texts.PLAN)
    assert "Als het maandag is" in words(shown)
    again = await team.press(texts.CHANGE, on=shown)
    assert again["title"]["text"] == texts.FORM_CHANGE
    assert again["blocks"][1]["element"]["initial_value"] == "het maandag is"
    changed = await team.sent(again, when="het vrijdag is")
    assert changed["replace_original"] is True, "one private message, not two"
    mine = words(await team.running.slack.command("mijn"))
    assert "Als het vrijdag is" in mine
    assert "maandag is" not in mine


async def test_without_a_day_nothing_is_asked(running: Running, team: Colleagues) -> None:
    assert texts.PLANNED_NO_REMIND in words(await team.plan(remind_on=None))
    await team.asked(CHECK_IN_DAY + WEEK)
    assert team.letters(VERA) == []


async def test_a_plan_on_a_tip_that_was_looked_up_is_asked_about_and_has_no_group_to_tell(
    running: Running, team: Colleagues
) -> None:
    found = await running.slack.command("tip")
    view = await team.form(on=found)
    assert found["text"].removeprefix("Tip: ") in words(view)
    planned = await team.sent(view, when="het maandag is", then=SECRET)
    assert "Op dinsdag 14 januari 2025 vraag ik je in een privébericht of het is gelukt." in words(planned)
    assert [labelled(one) for one in buttons(planned)] == [texts.CHANGE]
    again = await team.form(on=found)
    assert again["title"]["text"] == texts.FORM_CHANGE
    await team.sent(again, when="het vrijdag is")
    assert "Als het vrijdag is" in words(await running.slack.command("mijn"))
    await team.asked()
    answered = await team.answer("Gelukt", VERA)
    assert [labelled(one) for one in buttons(answered)] == [texts.REFLECT, texts.REPLAN]
    assert not any(SECRET in said for said in team.thread())


async def test_a_plan_on_a_tip_that_came_and_one_on_the_same_tip_looked_up_are_two(
    running: Running, team: Colleagues
) -> None:
    await team.plan(when="het maandag is")
    tip = (await running.delivery()).tip
    response = await running.slack.interact(
        running.slack.block_actions({"action_id": "plan_own:0", "value": tip})
    )
    assert response.status_code == 200
    view = running.api.of("views.open")[-1]["view"]
    await team.send(filled(view, when="het vrijdag is"))
    mine = words(await running.slack.command("mijn"))
    assert "het maandag is" in mine
    assert "het vrijdag is" in mine


async def test_only_who_chooses_so_is_named_and_once(running: Running, team: Colleagues) -> None:
    planned = await team.plan(then=SECRET)
    assert team.thread() == []
    assert words(await team.press(texts.TELL, on=planned)) == texts.TOLD_DONE
    assert f"<@{VERA}>" in team.thread()[0]
    assert SECRET in team.thread()[0]
    assert words(await team.press(texts.TELL, on=planned)) == texts.ALREADY_SHARED
    await team.asked()
    answered = await team.answer("Deels gelukt", VERA)
    view = await team.press(texts.REFLECT, on=answered)
    shown = await team.sent(view, reflection="Het werd stil")
    assert shown["replace_original"] is True, "the one message that stays, not a second one"
    assert running.api.of(EPHEMERAL) == []
    assert "Je schreef: Het werd stil" in words(shown)
    assert len([one for one in team.thread() if f"<@{VERA}>" in one]) == 1
    assert "Het werd stil" not in str(running.api.messages)


async def test_a_plan_is_planned_again_stopped_and_removed(running: Running, team: Colleagues) -> None:
    await team.plan()
    await team.asked()
    view = await team.press(texts.REPLAN, on=team.letters(VERA)[0])
    assert view["title"]["text"] == texts.FORM_AGAIN
    assert view["blocks"][-1]["element"]["initial_date"] == "2025-01-21"
    await team.sent(view)
    await team.asked(CHECK_IN_DAY + WEEK)
    assert len(team.letters(VERA)) == 2
    assert words(await team.press(texts.STOP, on=team.letters(VERA)[1])) == texts.STOPPED
    mine = await running.slack.command("mijn")
    assert texts.MINE_STATE["stopped"] in words(mine)
    for _ in range(2):
        removed = words(await team.press(texts.REMOVE, on=await running.slack.command("mijn")))
        assert removed == texts.REMOVED
    assert words(await running.slack.command("mijn")) == texts.MINE_NONE
    assert words(await team.press(texts.REMOVE, on=mine)) == texts.PLAN_GONE


async def test_a_plan_is_finished_before_its_day(running: Running, team: Colleagues) -> None:
    await team.plan()
    asked = await team.press(texts.FINISH, on=await running.slack.command("mijn"))
    await team.press("Gelukt", on=asked)
    await team.asked()
    assert team.letters(VERA) == []


async def test_who_wants_no_questions_gets_none_until_then(running: Running, team: Colleagues) -> None:
    await team.plan()
    view = await team.press(texts.SNOOZE, on=await running.slack.command("mijn"))
    assert "Tot en met" in words(await team.sent(view))
    await team.asked()
    assert team.letters(VERA) == []
    answer = await team.press(texts.UNSNOOZE, on=await running.slack.command("mijn"))
    assert words(answer) == texts.UNSNOOZED
    await team.asked(NINE + 16 * DAY)
    assert len(team.letters(VERA)) == 1


async def test_answers_come_on_the_address_of_the_click(slack: Slack, team: Colleagues) -> None:
    await team.press(texts.HOW)
    [answer] = slack.api.of(RESPONSE)
    assert answer["replace_original"] is False
