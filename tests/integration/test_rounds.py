"""What happens around a nudge: clicks, the team's question, the final count, silence, the trial; on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import Refused
from bot.core.figures import Figures
from bot.core.interaction import Seen
from bot.core.messages import Quote
from bot.core.people import ChannelRef
from bot.core.sweeping import BATCH
from bot.database.engine import reading, writing
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery, Posted, Skip
from bot.delivery.ports import Prepared
from bot.habits import messages as compose_habits
from bot.habits import texts
from bot.habits.feedback import model
from bot.habits.feedback.model import Round
from bot.habits.feedback.service import in_thread
from bot.habits.feedback.store import rounds as round_table
from bot.habits.feedback.store import votes
from bot.habits.kinds import kinds
from bot.habits.overview import messages as compose_overview
from bot.habits.overview.service import Overviews
from bot.library.passages import Article, Section
from bot.library.tips import Library
from tests.factories import C1, NINE
from tests.habits import DAY, FORM, HOUR, TIP, VERA, WEEK, Habits, colleagues
from tests.support import captured_logs, plain

ASKED = dt.datetime(2025, 1, 14, 9, tzinfo=dt.UTC)
HERE = Seen("C1", "1736236800.000100")
COUNTED = dt.datetime(2025, 1, 16, 9, tzinfo=dt.UTC)
"""Two working days after the check-ins, 10:00 in Amsterdam."""


@pytest.fixture
async def habits(engine: AsyncEngine) -> Habits:
    habits = Habits(engine)
    await habits.channel()
    return habits


@pytest.fixture
async def nudge(habits: Habits) -> Delivery:
    return await habits.nudge()


async def answered(habits: Habits, nudge: Delivery, done: int, not_done: int) -> None:
    """Let this many people make a plan and say how it went."""
    for number, person in enumerate(colleagues(done + not_done)):
        plan = await habits.plan(nudge, person)
        await habits.plans.answer(person, str(plan.id), "gelukt" if number < done else "niet", NINE)


async def prepared(habits: Habits, delivery: Delivery) -> Prepared | Skip:
    kind = kinds(habits.plan_store, habits.rounds, habits.channels, habits.ledger, habits.content)[
        delivery.kind
    ]
    return await kind.prepare(delivery, COUNTED)


async def test_the_thread_gets_the_teams_question_and_two_working_days_later_the_count_once(
    habits: Habits, nudge: Delivery
) -> None:
    await answered(habits, nudge, 6, 6)
    await habits.feedback.due(ASKED - HOUR)
    assert not await habits.sent()
    for moment in (ASKED, ASKED + HOUR, COUNTED - HOUR):
        await habits.feedback.due(moment)
    [question] = await habits.sent()
    assert (question.kind, question.due_at) == ("team_question", ASKED)
    assert question.expires_at == ASKED + 7 * DAY
    for moment in (COUNTED, COUNTED + DAY, COUNTED + 10 * WEEK):
        await habits.feedback.due(moment)
    [_, count] = await habits.sent()
    assert (count.kind, count.due_at) == ("count", COUNTED)
    asked, told = await prepared(habits, question), await prepared(habits, count)
    assert isinstance(asked, Prepared)
    assert isinstance(told, Prepared)
    assert asked.thread == told.thread == nudge.ts
    assert TIP.question in str(asked.message)
    assert told.message == compose_habits.count(Figures(plans=12, done=6))
    assert "12 mensen maakten een plan; bij 6 is het gelukt." in told.message.summary


async def test_of_processes_that_look_at_once_one_speaks(habits: Habits, nudge: Delivery) -> None:
    await answered(habits, nudge, 6, 6)
    await asyncio.gather(*(habits.feedback.due(ASKED) for _ in range(5)))
    await asyncio.gather(*(habits.feedback.due(COUNTED) for _ in range(5)))
    assert [row.kind for row in await habits.sent()] == ["team_question", "count"]


async def test_a_round_that_cannot_be_opened_holds_up_no_other(habits: Habits) -> None:
    await habits.channel("C2")
    await habits.nudge(NINE - HOUR, "C2")
    nudge = await habits.nudge()
    members = habits.people.members

    async def fails(ref: ChannelRef) -> int:
        if ref.channel == "C2":
            raise ValueError("bad data")
        return await members(ref)

    with captured_logs() as logs, mock.patch.object(habits.people, "members", fails):
        await habits.feedback.due(NINE)
    assert len(logs.events("round.not_opened")) == 1
    await habits.feedback.due(ASKED)
    assert [row.subject for row in await habits.sent()] == [str(nudge.id)]


async def test_rounds_that_cannot_go_on_hold_up_no_other(habits: Habits, nudge: Delivery) -> None:
    await habits.feedback.due(NINE)
    for _ in range(BATCH + 1):
        stuck = replace(await habits.round(nudge), nudge=uuid.uuid4(), ref=ChannelRef("T1", "C2"))
        stuck = replace(stuck, question_at=ASKED - DAY)
        await habits.rounds.open(stuck)
    step = habits.rounds.step

    async def fails(round: Round, deliveries: Sequence[Delivery] = ()) -> bool:
        if round.ref.channel == "C2":
            raise ValueError("bad data")
        return await step(round, deliveries)

    with mock.patch.object(habits.rounds, "step", fails):
        assert await habits.feedback.due(ASKED) == 1
    assert [row.kind for row in await habits.sent()] == ["team_question"]


@pytest.mark.parametrize(("responders", "shown"), [(4, None), (5, 5)])
async def test_four_plans_are_too_few_and_five_are_enough(
    habits: Habits, nudge: Delivery, responders: int, shown: int | None
) -> None:
    for person in colleagues(responders):
        await habits.plan(nudge, person)
    await habits.feedback.due(COUNTED)
    assert (await habits.round(nudge)).figures == Figures(plans=shown)


@pytest.mark.parametrize("clicks", [0, 1, 4])
async def test_where_nothing_may_be_shown_the_thread_is_silent_after_one_click_as_after_none(
    habits: Habits, nudge: Delivery, clicks: int
) -> None:
    for person in colleagues(clicks):
        await habits.plan(nudge, person)
    await habits.feedback.due(COUNTED)
    assert [row.kind for row in await habits.sent()] == ["team_question"]


async def test_a_count_that_waited_in_the_ledger_with_nothing_to_show_is_not_posted(
    habits: Habits, nudge: Delivery
) -> None:
    await habits.feedback.due(COUNTED)
    waiting = in_thread(await habits.round(nudge), "count", COUNTED)
    assert await prepared(habits, waiting) == Skip("nothing_to_say")


@pytest.mark.parametrize("figures", [Figures(partly=5), Figures(not_done=6)])
async def test_figures_without_a_sentence_of_their_own_are_no_count(figures: Figures) -> None:
    assert compose_habits.count(figures) is None


async def test_figures_that_were_fixed_with_votes_stay_readable(habits: Habits, nudge: Delivery) -> None:
    await answered(habits, nudge, 6, 6)
    await habits.feedback.due(COUNTED)
    before = {"plans": 12, "done": 6, "partly": None, "not_done": None, "useful": 7, "not_useful": 6}
    async with writing(habits.engine) as connection:
        update = sa.text("UPDATE rounds SET figures = :figures")
        await connection.execute(update, {"figures": json.dumps(before)})
    assert (await habits.round(nudge)).figures == Figures(plans=12, done=6)


async def test_the_counts_are_fixed_so_that_two_reports_cannot_be_subtracted(
    habits: Habits, nudge: Delivery
) -> None:
    await answered(habits, nudge, 6, 6)
    await habits.feedback.due(COUNTED)
    service = Overviews(habits.rounds, habits.channels, habits.content, missed_words)
    before = await service.overview(C1, COUNTED)
    late = replace(VERA, user="U9LAAT")
    plan = await habits.plan(nudge, late, replace(FORM, remind_on=None), COUNTED)
    await habits.plans.answer(late, str(plan.id), "gelukt", COUNTED)
    for person in colleagues(3):
        for own in (await habits.plans.mine(person)).plans:
            await habits.plans.remove(person, str(own.id))
    await habits.feedback.due(COUNTED + DAY)
    after = await service.overview(C1, COUNTED)
    assert before == after
    assert before.rows[0].figures == Figures(plans=12, done=6)
    assert compose_overview.table(before)[1][2:] == ["12", "6", "", ""]
    assert "12 plannen, 6 keer gelukt" in str(compose_overview.message(before))


async def test_a_person_is_counted_once_however_often_they_answer_a_trial(habits: Habits) -> None:
    await habits.trials.start(VERA, "C1", NINE - DAY)
    nudge = str((await habits.nudge()).id)
    for person in colleagues(3):
        await habits.feedback.used(person, nudge, True, NINE)
    await asyncio.gather(*(habits.feedback.used(VERA, nudge, True, NINE) for _ in range(4)))
    await habits.feedback.used(VERA, nudge, False, NINE)
    assert await habits.rounds.used(uuid.UUID(nudge)) == (3, 1)


async def test_an_answer_is_kept_without_a_name_and_with_its_key_it_goes(habits: Habits) -> None:
    await habits.trials.start(VERA, "C1", NINE - DAY)
    nudge = await habits.nudge()
    await habits.feedback.used(VERA, str(nudge.id), True, NINE)
    async with reading(habits.engine) as connection:
        kept = str((await connection.execute(sa.select(votes))).all())
        keys = (await connection.execute(sa.select(round_table.c.key))).scalars().all()
    assert VERA.user not in kept
    assert all(keys)
    await habits.feedback.due(NINE + 15 * DAY)
    async with reading(habits.engine) as connection:
        assert not (await connection.execute(sa.select(votes))).all()
        assert (await connection.execute(sa.select(round_table.c.key))).scalars().all() == [None]


async def test_outside_a_trial_no_answer_is_kept_and_no_key_made(habits: Habits, nudge: Delivery) -> None:
    with pytest.raises(Refused, match=texts.VOTE_CLOSED):
        await habits.feedback.used(VERA, str(nudge.id), True, NINE)
    assert (await habits.round(nudge)).key is None


async def test_two_rounds_keep_the_same_person_under_different_names(habits: Habits) -> None:
    assert model.voter(b"1" * 32, VERA.name) != model.voter(b"2" * 32, VERA.name)
    assert model.voter(b"1" * 32, VERA.name) != model.voter(b"1" * 32, replace(VERA, workspace="T2").name)


@pytest.mark.parametrize("later", [NINE + 15 * DAY, COUNTED + 365 * DAY])
async def test_an_answer_after_the_trials_question_closed_is_refused_in_plain_words(
    habits: Habits, later: dt.datetime
) -> None:
    await habits.trials.start(VERA, "C1", NINE - DAY)
    nudge = await habits.nudge()
    await habits.feedback.due(later)
    with pytest.raises(Refused, match=texts.VOTE_CLOSED):
        await habits.feedback.used(VERA, str(nudge.id), True, later)


async def test_a_nudge_that_a_lead_posted_early_has_its_round_too(habits: Habits, nudge: Delivery) -> None:
    early = await habits.nudge(NINE + HOUR, kind="extra", subject=TIP.id)
    await habits.feedback.due(NINE + HOUR)
    assert {round.nudge for round in await habits.rounds.latest(C1, 9)} == {nudge.id, early.id}
    assert await habits.plan(early)


@pytest.mark.parametrize("state", ["planned", "claimed", "sending", "unknown", "review", "failed", "posted"])
async def test_a_click_under_a_tip_tells_that_it_stands_there_and_which_message_it_is(
    habits: Habits, state: str
) -> None:
    lost = await habits.nudge(state=state, ts=None, owner="worker", error="timeout")
    await habits.plans.draft(VERA, str(lost.id), NINE, HERE)
    found = await habits.ledger.get(str(lost.id))
    assert found is not None
    assert (found.state, found.ts) == ("posted", HERE.ts)
    assert (await habits.round(lost)).clicked
    later = Seen("C1", "1736999999.000100")
    await habits.plans.draft(VERA, str(lost.id), NINE, later)
    assert await habits.ledger.get(str(lost.id)) == found, "once it is known it stays what it is"


async def test_a_tip_that_was_given_up_and_stands_there_takes_clicks(habits: Habits) -> None:
    lost = await habits.nudge(state="skipped", ts=None, error="unresolved")
    await habits.plans.draft(VERA, str(lost.id), NINE, HERE)
    assert (await habits.round(lost)).ts == HERE.ts
    await habits.plans.draft(VERA, str(lost.id), NINE, HERE)
    assert await habits.plan(lost)


@pytest.mark.parametrize("seen", [None, Seen("C2", HERE.ts)])
async def test_a_click_that_does_not_say_where_the_tip_stands_counts_and_tells_nothing(
    habits: Habits, seen: Seen | None
) -> None:
    known = await habits.nudge(ts=None)
    await habits.plans.draft(VERA, str(known.id), NINE, seen)
    assert await habits.ledger.get(str(known.id)) == known
    assert (await habits.round(known)).clicked


async def test_two_who_click_at_once_are_both_counted_and_the_tip_has_one_name(habits: Habits) -> None:
    lost = await habits.nudge(ts=None)
    people = colleagues(6)
    await asyncio.gather(*(habits.plans.draft(one, str(lost.id), NINE, HERE) for one in people))
    found = await habits.ledger.get(str(lost.id))
    assert found is not None
    assert (found.ts, found.version) == (HERE.ts, lost.version + 1)
    await asyncio.gather(*(habits.plan(lost, one) for one in people))
    assert (await habits.rounds.tally(lost.id)).plans == 6


async def test_where_nobody_knows_which_message_a_tip_is_its_thread_is_the_channel(habits: Habits) -> None:
    lost = await habits.nudge(ts=None)
    await answered(habits, lost, 6, 6)
    await habits.feedback.due(ASKED)
    await habits.feedback.due(COUNTED)
    spoken = await habits.sent()
    assert len(spoken) == 2
    for one in spoken:
        message = await prepared(habits, one)
        assert isinstance(message, Prepared)
        assert message.thread is None
        assert f"Dit gaat over de tip van dinsdag 7 januari 2025: {TIP.title}" in str(message.message.parts)
        assert TIP.title in message.message.summary
    await habits.ledger.move(lost, Posted(HERE.ts), COUNTED)
    for one in spoken:
        message = await prepared(habits, one)
        assert isinstance(message, Prepared)
        assert message.thread == HERE.ts, "once it is known it is used"


async def test_the_passage_behind_a_tip_is_shown_literally_and_counts_as_a_click(
    habits: Habits, nudge: Delivery
) -> None:
    words = "Een *alinea* met <tekens> & meer."
    section = Section(TIP.source.section, "Een kop", (words, "Nog een alinea."))
    habits.corpus[TIP.source.article] = Article(TIP.source.article, "Een titel", (section,))
    message = await habits.feedback.how(VERA, str(nudge.id), NINE)
    quotes = [plain(part.text) for part in message.parts if isinstance(part, Quote)]
    assert quotes == [words, "Nog een alinea."]
    assert (await habits.round(nudge)).clicked


async def test_what_is_behind_a_tip_is_told_to_be_gone_where_it_is(habits: Habits, nudge: Delivery) -> None:
    habits.library = Library({}, {}, {})
    with pytest.raises(Refused, match=texts.NUDGE_GONE):
        await habits.feedback.how(VERA, str(nudge.id), NINE)


async def test_where_slack_does_not_say_who_is_there_no_figure_is_shown(
    habits: Habits, nudge: Delivery
) -> None:
    habits.people.away = True
    await habits.feedback.due(NINE)
    habits.people.away = False
    await answered(habits, nudge, 6, 6)
    habits.people.away = True
    await habits.feedback.due(COUNTED)
    assert (await habits.round(nudge)).figures == Figures()


async def missed_words(workspace: str) -> list[str]:
    return [f"voorbeeldwoord van {workspace}"]


@pytest.mark.parametrize(("first", "last"), [(30, 16), (16, 30), (16, 16)])
async def test_the_smallest_number_of_members_decides(
    habits: Habits, nudge: Delivery, first: int, last: int
) -> None:
    await answered(habits, nudge, 6, 6)
    habits.people.in_channel = first
    await habits.feedback.due(NINE + HOUR)
    habits.people.in_channel = last
    await habits.feedback.due(COUNTED)
    assert (await habits.round(nudge)).members == 16
    assert (await habits.round(nudge)).figures == Figures(done=6)


async def test_a_channel_without_check_ins_hears_nothing_but_keeps_its_counts(
    habits: Habits, nudge: Delivery
) -> None:
    await habits.chose(check_in=False)
    await answered(habits, nudge, 6, 6)
    await habits.feedback.due(COUNTED)
    assert not await habits.sent()
    assert (await habits.round(nudge)).figures == Figures(plans=12, done=6)


async def test_a_channel_that_was_switched_off_hears_nothing_more(habits: Habits, nudge: Delivery) -> None:
    await habits.feedback.due(ASKED)
    [question] = await habits.sent()
    channel = await habits.channels.get(C1)
    assert channel is not None
    await habits.channels.save(replace(channel, paused="is_archived"))
    assert await prepared(habits, question) == Skip("paused")


async def test_after_four_nudges_without_a_click_the_lead_is_asked_once(habits: Habits) -> None:
    asked_after = []
    for number in range(10):
        await habits.nudge(NINE + number * WEEK)
        await habits.feedback.due(COUNTED + number * WEEK)
        asked_after.append(len(await habits.sent("DULEAD")))
    assert asked_after == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    [row] = await habits.sent("DULEAD")
    message = await prepared(habits, row)
    assert isinstance(message, Prepared)
    assert "#voorbeeld" in str(message.message)


@pytest.mark.parametrize(
    ("members", "asked"), [(0, 0), (2, 0), (4, 0), (5, 0), (6, 0), (9, 0), (10, 1), (11, 1)]
)
async def test_that_nobody_clicked_is_told_of_five_people_with_five_beside_them(
    habits: Habits, members: int, asked: int
) -> None:
    habits.people.in_channel = members
    for number in range(6):
        await habits.nudge(NINE + number * WEEK)
        await habits.feedback.due(COUNTED + number * WEEK)
    assert len(await habits.sent("DULEAD")) == asked


async def test_a_week_that_was_not_counted_yet_is_none_of_the_four(habits: Habits) -> None:
    for number in range(4):
        nudge = await habits.nudge(NINE + number * WEEK)
        await habits.feedback.due(NINE + number * WEEK)
        if number == 2:
            late = replace(await habits.round(nudge), count_at=NINE + 9 * WEEK)
            assert await habits.rounds.step(late)
    await habits.feedback.due(COUNTED + 3 * WEEK)
    assert (await habits.round(nudge)).figures is not None
    assert await habits.sent("DULEAD") == []


async def test_a_tip_by_hand_on_the_day_of_another_is_one_of_the_four(habits: Habits) -> None:
    for number in range(3):
        await habits.nudge(NINE + number * WEEK)
    await habits.nudge(NINE + 2 * WEEK + HOUR, kind="extra")
    for number in range(3):
        await habits.feedback.due(COUNTED + number * WEEK)
    assert len(await habits.sent("DULEAD")) == 1


async def test_the_members_at_the_count_are_those_of_the_channel_itself(
    habits: Habits, nudge: Delivery
) -> None:
    habits.people.in_channel, habits.people.in_channels = 0, {"C1": 30}
    await answered(habits, nudge, 6, 6)
    await habits.feedback.due(NINE)
    await habits.feedback.due(COUNTED)
    assert (await habits.round(nudge)).figures == Figures(plans=12, done=6)


@pytest.mark.parametrize("small", range(4))
async def test_one_small_week_among_the_four_keeps_the_lead_unasked(habits: Habits, small: int) -> None:
    for number in range(4):
        habits.people.in_channel = 9 if number == small else 30
        await habits.nudge(NINE + 2 * number * WEEK)
        await habits.feedback.due(NINE + 2 * number * WEEK)
        habits.people.in_channel = 30
        await habits.feedback.due(COUNTED + 2 * number * WEEK)
    assert not await habits.sent("DULEAD")


async def test_where_slack_said_only_once_who_is_there_nothing_is_told(habits: Habits) -> None:
    for number in range(5):
        nudge = await habits.nudge(NINE + 2 * number * WEEK)
        habits.people.away = number % 2 == 0
        await habits.feedback.due(NINE + 2 * number * WEEK)
        habits.people.away = not habits.people.away
        await habits.feedback.due(COUNTED + 2 * number * WEEK)
        assert (await habits.round(nudge)).members == 0
        assert (await habits.round(nudge)).figures == Figures()
    habits.people.away = False
    assert not await habits.sent("DULEAD")


async def test_a_click_before_the_lead_is_asked_takes_the_question_back(habits: Habits) -> None:
    nudges = [await habits.nudge(NINE + number * WEEK) for number in range(4)]
    for number in range(4):
        await habits.feedback.due(COUNTED + number * WEEK)
    [row] = await habits.sent("DULEAD")
    await habits.feedback.clicked(nudges[3], COUNTED + 3 * WEEK)
    assert await prepared(habits, row) == Skip("settled")


async def test_one_click_of_anybody_keeps_the_lead_unasked(habits: Habits) -> None:
    nudges = [await habits.nudge(NINE + number * WEEK) for number in range(6)]
    await habits.feedback.clicked(nudges[2], NINE)
    for number in range(6):
        await habits.feedback.due(COUNTED + number * WEEK)
    assert not await habits.sent("DULEAD")


@pytest.mark.parametrize("tip", ["own/1", "vraag"])
async def test_tips_with_nothing_to_press_are_none_of_the_four(habits: Habits, tip: str) -> None:
    question = replace(TIP, id="vraag", team=None, lead=TIP.voice)
    habits.library = replace(habits.library, tips={TIP.id: TIP, "vraag": question})
    for number in range(6):
        own = {"tip": tip} if number in (2, 3) else {}
        await habits.nudge(NINE + number * WEEK, **own)
    for number in range(5):
        await habits.feedback.due(COUNTED + number * WEEK)
    assert not await habits.sent("DULEAD")
    await habits.feedback.due(COUNTED + 5 * WEEK)
    assert len(await habits.sent("DULEAD")) == 1


async def test_a_click_while_a_round_is_moved_on_is_not_lost(habits: Habits, nudge: Delivery) -> None:
    await habits.feedback.due(NINE)
    read = await habits.round(nudge)
    await habits.feedback.clicked(nudge, NINE)
    assert await habits.rounds.step(replace(read, question_at=None))
    assert (await habits.round(nudge)).clicked
    assert not await habits.rounds.step(read)


async def test_the_lead_is_not_asked_in_the_quiet_hours(habits: Habits) -> None:
    habits.people.zones["ULEAD"] = "Asia/Tokyo"
    for number in range(4):
        await habits.nudge(NINE + number * WEEK)
        await habits.feedback.due(NINE + number * WEEK)
    await habits.feedback.due(COUNTED + 3 * WEEK + 3 * HOUR)  # 21:00 in Tokyo
    [row] = await habits.sent("DULEAD")
    assert row.due_at == COUNTED + 3 * WEEK + 13 * HOUR


async def test_a_nudge_that_turned_out_to_be_posted_late_still_gets_its_round(habits: Habits) -> None:
    await habits.feedback.due(NINE)
    late = await habits.nudge(NINE - 2 * DAY)
    await habits.feedback.due(NINE + HOUR)
    assert await habits.rounds.get(late.id) is None
    await habits.feedback.due(NINE + 6 * HOUR)
    assert await habits.rounds.get(late.id) is not None


async def test_a_nudge_that_was_written_down_just_after_a_look_gets_its_round_at_the_next(
    habits: Habits,
) -> None:
    await habits.feedback.due(NINE)
    late = await habits.nudge(NINE - HOUR)
    await habits.feedback.due(NINE + HOUR)
    assert await habits.rounds.get(late.id) is not None


async def test_nudges_that_cannot_be_opened_hold_up_none_however_many_they_are(habits: Habits) -> None:
    for number in range(BATCH + 1):
        await habits.nudge(NINE - HOUR, f"B{number}")
    nudge = await habits.nudge()
    members = habits.people.members

    async def fails(ref: ChannelRef) -> int:
        if ref.channel != "C1":
            raise ValueError("bad data")
        return await members(ref)

    with mock.patch.object(habits.people, "members", fails):
        await habits.feedback.due(NINE)
    assert await habits.rounds.get(nudge.id) is not None


async def test_under_a_tip_of_a_channel_that_is_not_kept_any_more_nothing_is_said(habits: Habits) -> None:
    nudge = await habits.nudge(channel="C9")
    await habits.feedback.due(NINE)
    round = await habits.round(nudge)
    assert (round.question_at, round.announced) == (None, False)
    assert round.count_at is not None
    await habits.feedback.due(NINE + 15 * DAY)
    assert await habits.sent() == []
    round = await habits.round(nudge)
    assert (round.yes, round.no) == (None, None), "only a trial counts these"


async def test_who_clicks_while_another_process_learns_where_the_tip_stands_gets_what_is_known(
    habits: Habits, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = await habits.nudge(ts=None)
    move, first = SqlLedger.move, iter((True,))

    async def after_another(self: SqlLedger, row: Delivery, *given: Any) -> Delivery:
        if next(first, False):
            await move(self, row, Posted("1736000000.000100"), NINE)
        return await move(self, row, *given)

    monkeypatch.setattr(SqlLedger, "move", after_another)
    assert (await habits.feedback.found(VERA, str(lost.id), HERE, NINE)).ts == "1736000000.000100"


async def test_in_a_trial_both_arms_get_the_same_question_a_week_later_and_only_one_the_button(
    habits: Habits,
) -> None:
    trial = await habits.trials.start(VERA, "C1", NINE - DAY)
    with pytest.raises(Refused, match=texts.TRIAL_RUNS):
        await habits.trials.start(VERA, "C1", NINE)
    nudges = [await habits.nudge(NINE + number * WEEK) for number in range(16)]
    for number in range(20):
        await habits.feedback.due(NINE + number * WEEK + HOUR)
    questions = [row for row in await habits.sent() if row.kind == "used_question"]
    assert {row.subject for row in questions} == {str(nudge.id) for nudge in nudges}
    for nudge in nudges:
        which = await habits.trials.arm(C1, nudge.slot, nudge.due_at)
        assert which == trial.arm(nudge.slot) == (await habits.round(nudge)).arm
        drawn = str(compose_habits.nudge_buttons(nudge.id, which))
        assert ("'plan'" in drawn) == (which == "plan")
    arms = {trial.arm(nudge.slot) for nudge in nudges}
    assert arms == {"plan", "plain"}


async def test_a_tip_that_has_no_button_takes_no_part_in_a_trial(habits: Habits) -> None:
    await habits.trials.start(VERA, "C1", NINE - DAY)
    bare = replace(TIP, team=None, lead=TIP.team)
    habits.library = replace(habits.library, tips={TIP.id: bare})
    asked, gone = await habits.nudge(), await habits.nudge(NINE + WEEK, tip="weg")
    await habits.feedback.due(NINE + WEEK + HOUR)
    for nudge in (asked, gone):
        assert (await habits.round(nudge)).trial is None


async def test_each_moment_of_a_trials_round_comes_when_it_is_there(habits: Habits) -> None:
    await habits.trials.start(VERA, "C1", NINE - DAY)
    nudge = await habits.nudge()
    await habits.feedback.due(NINE)
    used_at = (await habits.round(nudge)).used_at
    assert used_at is not None
    await habits.feedback.due(used_at)
    assert "used_question" in [row.kind for row in await habits.sent()]


async def test_the_answers_of_a_trial_are_counted_and_then_nobody_can_tell_whose_they_were(
    habits: Habits,
) -> None:
    await habits.trials.start(VERA, "C1", NINE - DAY)
    nudge = await habits.nudge()
    await habits.feedback.due(NINE)
    await habits.feedback.due(COUNTED)
    for number, person in enumerate(colleagues(5)):
        await habits.feedback.used(person, str(nudge.id), number < 3, COUNTED)
    assert await habits.trial_store.weeks() == []
    await habits.feedback.due(NINE + 15 * DAY)
    [week] = await habits.trial_store.weeks()
    assert (week.yes, week.no, week.channel) == (3, 2, "C1")
    async with reading(habits.engine) as connection:
        assert not (await connection.execute(sa.select(votes))).all()
    await habits.trials.stop(VERA, "C1", COUNTED)
    with pytest.raises(Refused, match=texts.TRIAL_NONE):
        await habits.trials.stop(VERA, "C1", COUNTED)
    assert await habits.trials.arm(C1, nudge.slot, COUNTED) is None


async def test_an_idle_look_uses_indexes_alone(habits: Habits) -> None:
    """Checked in the query plan of SQLite, because that of PostgreSQL depends on the number of rows."""
    if habits.engine.dialect.name != "sqlite":
        return
    statements: list[tuple[str, object]] = []

    def seen(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements.append((statement, parameters))

    sa.event.listen(habits.engine.sync_engine, "before_cursor_execute", seen)
    await habits.feedback.due(NINE)
    await habits.asking.due(NINE)
    sa.event.remove(habits.engine.sync_engine, "before_cursor_execute", seen)
    queries = [(sql, values) for sql, values in statements if sql.startswith("SELECT")]
    assert len(queries) == 3
    async with reading(habits.engine) as connection:
        for sql, values in queries:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
            steps = [row.detail for row in plan]
            assert all("USING" in step for step in steps if step.startswith(("SEARCH", "SCAN"))), steps
            assert not any(step.startswith("SCAN") and "INDEX" not in step for step in steps), steps
