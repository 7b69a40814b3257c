"""A person's plans from the first click to the last, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from dataclasses import replace
from unittest import mock

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import LeiderschapError, Refused
from bot.core.messages import Button, Buttons, Message, Paragraph, Quote
from bot.core.people import Actor
from bot.core.platform import NotPostedError, UnsureError
from bot.core.sweeping import BATCH
from bot.core.zones import FALLBACK
from bot.delivery.model import Delivery, Skip
from bot.delivery.ports import Prepared
from bot.habits import texts
from bot.habits.kinds import kinds
from bot.habits.plans.filled_in import PlanForm
from bot.habits.plans.model import MAX_AHEAD, MAX_REFLECTION, MAX_WORDS, Plan
from bot.library.tips import Library
from tests.factories import NINE
from tests.habits import DAY, FORM, HOUR, TIP, VERA, WEEK, Habits
from tests.support import captured_logs, plain

CHECK_IN_DAY = dt.datetime(2025, 1, 14, 9, tzinfo=dt.UTC)
"""Five working days after NINE, 10:00 in Amsterdam."""
OTHER = replace(VERA, user="U2ANDERS")


@pytest.fixture
async def habits(engine: AsyncEngine) -> Habits:
    habits = Habits(engine)
    await habits.channel()
    return habits


@pytest.fixture
async def nudge(habits: Habits) -> Delivery:
    return await habits.nudge()


def words(message: Message) -> str:
    return "\n".join(plain(part.text) for part in message.parts if isinstance(part, Paragraph | Quote))


def buttons(message: Message) -> list[Button]:
    return [button for part in message.parts if isinstance(part, Buttons) for button in part.buttons]


async def prepared(habits: Habits, delivery: Delivery) -> Prepared | Skip:
    kind = kinds(habits.plan_store, habits.rounds, habits.channels, habits.ledger, habits.content)[
        delivery.kind
    ]
    return await kind.prepare(delivery, CHECK_IN_DAY)


async def test_the_form_shows_the_tips_example_and_the_channels_day(habits: Habits, nudge: Delivery) -> None:
    draft = await habits.plans.draft(VERA, str(nudge.id), NINE)
    assert (draft.title, draft.when, draft.then) == (
        TIP.title,
        TIP.voice.if_then.when,
        TIP.voice.if_then.then,
    )
    assert draft.remind_on == dt.date(2025, 1, 14)
    assert draft.plan is None


async def test_who_has_a_plan_finds_it_in_the_form(habits: Habits, nudge: Delivery) -> None:
    plan = await habits.plan(nudge, form=replace(FORM, when="het maandag is"))
    draft = await habits.plans.draft(VERA, str(nudge.id), NINE)
    assert draft.plan == plan
    assert (draft.when, draft.remind_on) == ("het maandag is", FORM.remind_on)


async def test_one_person_has_one_plan_on_a_nudge_however_often_they_click(
    habits: Habits, nudge: Delivery
) -> None:
    outcomes = await asyncio.gather(*(habits.plan(nudge) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(outcome, Plan) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 4
    assert await habits.plan(nudge, OTHER)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(FORM, when="  "), "when"),
        (replace(FORM, then=""), "then"),
        (replace(FORM, then="x" * (MAX_WORDS + 1)), "then"),
        (replace(FORM, remind_on=NINE.date()), "remind_on"),
        (replace(FORM, remind_on=NINE.date() - 400 * DAY), "remind_on"),
        (replace(FORM, remind_on=NINE.date() + MAX_AHEAD + DAY), "remind_on"),
    ],
)
async def test_a_wrong_wish_is_refused_at_its_field(
    habits: Habits, nudge: Delivery, form: PlanForm, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await habits.plan(nudge, form=form)
    assert refused.value.field == field
    assert not (await habits.plans.mine(VERA)).plans


async def test_a_check_in_is_one_direct_message_and_never_a_second(habits: Habits, nudge: Delivery) -> None:
    plan = await habits.plan(nudge)
    assert await habits.asking.due(CHECK_IN_DAY - HOUR) == 0
    for later in (dt.timedelta(), HOUR, DAY, 5 * WEEK):
        await habits.asking.due(CHECK_IN_DAY + later)
    [row] = await habits.sent("DU1VERA")
    assert (row.kind, row.subject, row.due_at) == ("check_in", str(plan.id), CHECK_IN_DAY)
    message = await prepared(habits, row)
    assert isinstance(message, Prepared)
    assert message.thread is None
    assert "Als het vrijdag is, dan stel ik een vraag." in words(message.message)
    assert [button.label for button in buttons(message.message)][:3] == [
        "Gelukt",
        "Deels gelukt",
        "Niet gelukt",
    ]


async def test_a_plan_is_made_without_its_persons_conversation_which_is_asked_for_with_the_check_in(
    habits: Habits, nudge: Delivery
) -> None:
    away = LeiderschapError("Slack does not say")
    with mock.patch.object(habits.people, "direct", side_effect=away) as direct:
        plan = await habits.plan(nudge)
        assert await habits.asking.due(CHECK_IN_DAY - HOUR) == 0
        direct.assert_not_called()
        assert await habits.asking.due(CHECK_IN_DAY) == 1
        assert await habits.asking.due(CHECK_IN_DAY + HOUR / 2) == 0
        direct.assert_called_once_with(plan.ref.workspace, plan.person)
    assert (plan.direct, await habits.sent("DU1VERA")) == ("", [])
    await habits.asking.due(CHECK_IN_DAY + HOUR)
    [row] = await habits.sent("DU1VERA")
    assert row.due_at == CHECK_IN_DAY + HOUR
    assert (await habits.plans.mine(VERA)).plans[0].direct == "DU1VERA"


async def test_of_processes_that_look_at_once_one_asks(habits: Habits, nudge: Delivery) -> None:
    await habits.plan(nudge)
    await asyncio.gather(*(habits.asking.due(CHECK_IN_DAY) for _ in range(5)))
    assert len(await habits.sent("DU1VERA")) == 1


async def test_plans_that_cannot_be_asked_about_hold_up_no_other(habits: Habits, nudge: Delivery) -> None:
    plan = await habits.plan(nudge)
    for number in range(BATCH + 1):
        bad = replace(plan, id=uuid.uuid4(), person=f"U{number}", remind_at=CHECK_IN_DAY - DAY)
        await habits.plan_store.add(bad)
    snoozed = habits.plan_store.snoozed

    async def fails(person: Actor) -> dt.datetime | None:
        if person != VERA:
            raise ValueError("bad data")
        return await snoozed(person)

    with captured_logs() as logs, mock.patch.object(habits.plan_store, "snoozed", fails):
        assert await habits.asking.due(CHECK_IN_DAY) == 1
    failed = logs.events("check_in.not_planned")
    assert len(failed) == BATCH + 1
    assert "bad data" in failed[0]["exception"]
    assert len(await habits.sent("DU1VERA")) == 1


@pytest.mark.parametrize("zone", ["", "posixrules", "Europe", "leap-seconds.list"])
async def test_a_plan_whose_stored_zone_is_none_is_asked_about_in_the_fallback(
    habits: Habits, nudge: Delivery, zone: str
) -> None:
    plan = await habits.plan(nudge)
    await habits.plan_store.save(replace(plan, timezone=zone))
    assert await habits.asking.due(CHECK_IN_DAY) == 1
    assert len(await habits.sent("DU1VERA")) == 1
    assert (await habits.plans.mine(VERA)).plans[0].timezone == FALLBACK


async def test_a_check_ins_row_holds_no_text_and_no_name(habits: Habits, nudge: Delivery) -> None:
    await habits.plan(nudge, form=replace(FORM, when="GEHEIM"))
    await habits.asking.due(CHECK_IN_DAY)
    [row] = await habits.sent("DU1VERA")
    said = " ".join(str(getattr(row, name)) for name in row.__dataclass_fields__ if name != "ref")
    assert "GEHEIM" not in said
    assert VERA.user not in said


async def test_no_check_in_comes_in_the_quiet_hours_of_its_person(habits: Habits, nudge: Delivery) -> None:
    habits.people.zones["U1VERA"] = "America/New_York"
    await habits.plan(nudge)
    at_night = dt.datetime(2025, 1, 15, 2, tzinfo=dt.UTC)  # 21:00 in New York
    await habits.asking.due(at_night)
    assert not await habits.sent("DU1VERA")
    morning = dt.datetime(2025, 1, 15, 12, tzinfo=dt.UTC)
    await habits.asking.due(morning - dt.timedelta(minutes=1))
    assert not await habits.sent("DU1VERA")
    await habits.asking.due(morning)
    [row] = await habits.sent("DU1VERA")
    assert row.due_at == morning
    assert row.expires_at == dt.datetime(2025, 1, 16, 1, tzinfo=dt.UTC)  # 20:00 in New York


async def test_who_snoozes_is_asked_only_afterwards(habits: Habits, nudge: Delivery) -> None:
    await habits.plan(nudge)
    end = await habits.plans.snooze(VERA, dt.date(2025, 1, 20), NINE)
    await habits.asking.due(CHECK_IN_DAY)
    assert not await habits.sent("DU1VERA")
    assert end is not None
    await habits.asking.due(end)
    assert len(await habits.sent("DU1VERA")) == 1


async def test_a_check_in_is_not_sent_when_its_plan_was_stopped_or_removed(
    habits: Habits, nudge: Delivery
) -> None:
    plan = await habits.plan(nudge)
    await habits.asking.due(CHECK_IN_DAY)
    [row] = await habits.sent("DU1VERA")
    await habits.plans.stop(VERA, str(plan.id), CHECK_IN_DAY)
    assert await prepared(habits, row) == Skip("plan_closed")
    await habits.plans.remove(VERA, str(plan.id))
    assert await prepared(habits, row) == Skip("plan_closed")
    assert not await habits.sent("DU1VERA")


async def test_an_answer_may_be_clicked_twice_and_changed(habits: Habits, nudge: Delivery) -> None:
    plan = str((await habits.plan(nudge)).id)
    first = await habits.plans.answer(VERA, plan, "deels", NINE)
    assert await habits.plans.answer(VERA, plan, "deels", NINE + HOUR) == first
    changed = await habits.plans.answer(VERA, plan, "gelukt", NINE, "Het kostte tien minuten.")
    assert (changed.state, changed.outcome, changed.reflection) == (
        "done",
        "gelukt",
        "Het kostte tien minuten.",
    )
    again = await habits.plans.answer(VERA, plan, "niet", NINE)
    assert again.reflection == "Het kostte tien minuten."
    with pytest.raises(Refused) as refused:
        await habits.plans.answer(VERA, plan, "niet", NINE, "x" * (MAX_REFLECTION + 1))
    assert refused.value.field == "reflection"


async def test_planning_again_asks_once_more_and_the_old_buttons_say_so(
    habits: Habits, nudge: Delivery
) -> None:
    old = await habits.plan(nudge)
    await habits.asking.due(CHECK_IN_DAY)
    new = await habits.plans.replan(
        VERA, str(old.id), replace(FORM, remind_on=dt.date(2025, 1, 21)), CHECK_IN_DAY
    )
    with pytest.raises(Refused, match="opnieuw gepland"):
        await habits.plans.answer(VERA, str(old.id), "gelukt", CHECK_IN_DAY)
    with pytest.raises(Refused):
        await habits.plans.replan(VERA, str(old.id), FORM, NINE)
    await habits.asking.due(CHECK_IN_DAY + WEEK)
    assert [row.subject for row in await habits.sent("DU1VERA")] == [str(old.id), str(new.id)]
    tally = await habits.rounds.tally(nudge.id)
    assert tally.plans == 1


@pytest.mark.parametrize("other", [OTHER, replace(VERA, workspace="T2")])
async def test_nobody_else_sees_or_touches_a_plan(habits: Habits, nudge: Delivery, other: Actor) -> None:
    plan = str((await habits.plan(nudge)).id)
    plans = habits.plans
    acts = [
        plans.draft_of(other, plan, NINE, again=False),
        plans.change(other, plan, FORM, NINE),
        plans.answer(other, plan, "gelukt", NINE),
        plans.stop(other, plan, NINE),
        plans.replan(other, plan, FORM, NINE),
        plans.tell(other, plan),
        plans.remove(other, plan),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.sentence == texts.PLAN_GONE
    assert (await habits.plans.mine(VERA)).plans[0].version == 1


@pytest.mark.parametrize("id", ["", "geen nummer", "00000000-0000-0000-0000-000000000000", "é" * 500])
async def test_an_id_that_names_nothing_is_refused_in_plain_words(habits: Habits, id: str) -> None:
    with pytest.raises(Refused, match=texts.PLAN_GONE):
        await habits.plans.answer(VERA, id, "gelukt", NINE)
    with pytest.raises(Refused, match=texts.NUDGE_GONE):
        await habits.plans.draft(VERA, id, NINE)


async def test_other_workspaces_and_deleted_tips_are_told_why(habits: Habits, nudge: Delivery) -> None:
    elsewhere = replace(VERA, workspace="T2")
    with pytest.raises(Refused, match=texts.NUDGE_GONE):
        await habits.plans.draft(elsewhere, str(nudge.id), NINE)
    with pytest.raises(Refused, match=texts.NUDGE_GONE):
        await habits.plans.make(elsewhere, str(nudge.id), FORM, NINE)
    habits.library = Library({}, {}, {})
    with pytest.raises(Refused, match=texts.NUDGE_GONE):
        await habits.plans.draft(VERA, str(nudge.id), NINE)


async def test_a_plan_outlives_its_tip(habits: Habits, nudge: Delivery) -> None:
    plan = await habits.plan(nudge)
    habits.library = Library({}, {}, {})
    await habits.asking.due(CHECK_IN_DAY)
    [row] = await habits.sent("DU1VERA")
    assert isinstance(await prepared(habits, row), Prepared)
    assert (await habits.plans.answer(VERA, str(plan.id), "gelukt", CHECK_IN_DAY)).state == "done"


async def test_a_button_that_is_a_year_old_still_makes_a_plan_of_today(
    habits: Habits, nudge: Delivery
) -> None:
    later = NINE + 365 * DAY
    draft = await habits.plans.draft(VERA, str(nudge.id), later)
    assert draft.remind_on is not None
    assert draft.remind_on > later.date()
    plan = await habits.plan(nudge, form=replace(FORM, remind_on=draft.remind_on), now=later)
    assert plan.remind_at is not None
    assert plan.remind_at > later


async def test_nothing_of_a_person_is_public_unless_they_say_so_and_then_once(
    habits: Habits, nudge: Delivery
) -> None:
    plan = str((await habits.plan(nudge)).id)
    assert not habits.posts.posted
    outcomes = await asyncio.gather(
        *(habits.plans.tell(VERA, plan) for _ in range(4)), return_exceptions=True
    )
    assert sum(outcome is True for outcome in outcomes) == 1
    await habits.plans.answer(VERA, plan, "deels", NINE, "Het was *spannend*.")
    [(channel, thread, message)] = habits.posts.posted
    assert (channel, thread) == ("C1", nudge.ts)
    assert "spannend" not in words(message)


async def test_the_group_hears_of_a_plan_only_from_its_person(habits: Habits, nudge: Delivery) -> None:
    plan = str((await habits.plan(nudge)).id)
    await habits.plans.tell(VERA, plan)
    with pytest.raises(Refused, match=texts.ALREADY_SHARED):
        await habits.plans.tell(VERA, plan)
    [(_, thread, message)] = habits.posts.posted
    assert thread == nudge.ts
    assert "@U1VERA gaat dit doen:" in words(message)


async def test_what_is_shared_about_a_tip_that_nobody_can_point_at_stands_in_the_channel_and_names_it(
    habits: Habits,
) -> None:
    lost = await habits.nudge(ts=None)
    plan = str((await habits.plan(lost)).id)
    assert await habits.plans.tell(VERA, plan) is False
    [(channel, thread, message)] = habits.posts.posted
    assert (channel, thread) == ("C1", None)
    assert f"Dit gaat over de tip van dinsdag 7 januari 2025: {TIP.title}" in str(message.parts)


async def test_what_could_not_be_shared_may_be_shared_again_unless_nobody_knows(
    habits: Habits, nudge: Delivery
) -> None:
    plan = str((await habits.plan(nudge)).id)
    habits.posts.fault = NotPostedError("ratelimited")
    with pytest.raises(Refused, match=texts.SHARE_FAILED):
        await habits.plans.tell(VERA, plan)
    habits.posts.fault = UnsureError("timeout")
    with pytest.raises(Refused, match=texts.SHARE_UNSURE):
        await habits.plans.tell(VERA, plan)
    habits.posts.fault = None
    with pytest.raises(Refused, match=texts.ALREADY_SHARED):
        await habits.plans.tell(VERA, plan)
    assert not habits.posts.posted


async def test_no_log_line_holds_a_plan_or_its_person(habits: Habits, nudge: Delivery) -> None:
    with captured_logs("DEBUG") as logs:
        plan = str((await habits.plan(nudge, form=replace(FORM, when="GEHEIM"))).id)
        await habits.plans.answer(VERA, plan, "gelukt", NINE, "VERTROUWELIJK")
        await habits.plans.tell(VERA, plan)
        await habits.feedback.clicked(nudge, NINE)
        await habits.asking.due(CHECK_IN_DAY)
        await habits.feedback.due(CHECK_IN_DAY + WEEK)
    for secret in ("GEHEIM", "VERTROUWELIJK", VERA.user):
        assert secret not in logs.text
    assert json.loads(logs.text.splitlines()[0])
