"""The choices of leads and the channels file: who wins, what is logged, two changes at once, and no extra nudge."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.calendar.rhythm import Rhythm
from bot.channels.model import FILE, Act, Channel, ChannelEntry, Lead
from bot.channels.names import plain
from bot.channels.presence.model import Said
from bot.channels.settings.changing import ChangedMeanwhile, Locked
from bot.channels.settings.model import Choices, choices
from bot.core.people import ChannelRef
from tests.factories import C1, NINE
from tests.running import shipped_content
from tests.steering import DAAN, MONDAY, VERA, Directory, Steering, a_file, steering

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
VERAS, DAANS = Act(VERA, MONDAY), Act(DAAN, MONDAY + dt.timedelta(minutes=5))
FRIDAYS: Choices = {"weekday": 4, "active": True}
BOUW = a_file(ChannelEntry("bouw", FRIDAYS))


@pytest.fixture
async def steered(tmp_path: Path) -> AsyncIterator[Steering]:
    async with steering(tmp_path) as steered:
        yield steered


async def test_nothing_is_posted_before_somebody_chose_so(steered: Steering) -> None:
    found = await steered.services.changing.found(C1)
    assert (found.version, found.settings.active) == (0, False)
    await steered.tick(NINE + 2 * WEEK)
    assert steered.posts.messages == []


async def test_what_a_lead_sets_up_is_logged(steered: Steering) -> None:
    channel = await steered.set_up({"weekday": 2})
    assert (channel.name, channel.next_slot) == ("bouw", NINE.date() + DAY)
    logged = {change.field: (change.before, change.after) for change in await steered.changes()}
    assert logged == {"lead": (None, VERA), "active": (False, True), "weekday": (1, 2)}


async def test_the_preview_of_a_form_is_what_saving_it_gives(steered: Steering) -> None:
    wanted: Choices = {"weekday": 3, "time": dt.time(15, 30), "frequency": "biweekly", "active": True}
    shown = await steered.services.changing.preview(C1, wanted, MONDAY)
    assert await steered.channels.get(C1) is None
    await steered.set_up(wanted)
    saved = await steered.get()
    assert (shown.settings, shown.next_due_at, shown.next_slot) == (
        saved.settings,
        saved.next_due_at,
        saved.next_slot,
    )


async def test_the_second_of_two_leads_is_told_what_the_first_changed_and_loses_nothing(
    steered: Steering,
) -> None:
    shown, changing = await steered.set_up(), steered.services.changing
    hers = cast(Choices, {**choices(shown.settings), "weekday": 3, "check_in": False})
    his = cast(Choices, {**choices(shown.settings), "weekday": 4, "themes": ("vier-ls",)})
    await changing.choose(C1, hers, shown.version, VERAS)
    with pytest.raises(ChangedMeanwhile) as refused:
        await changing.choose(C1, his, shown.version, DAANS)
    told = refused.value
    assert {change.field: (change.user, change.before, change.after) for change in told.theirs} == {
        "weekday": (VERA, 1, 3),
        "check_in": (VERA, True, False),
    }
    assert told.yours == {"weekday": 4, "themes": ("vier-ls",)}
    assert told.merged == {**hers, **told.yours}
    saved = await changing.choose(C1, told.merged, told.now.version, DAANS)
    assert choices(saved.settings) == told.merged


async def test_a_nudge_that_came_meanwhile_does_not_disturb_a_form(steered: Steering) -> None:
    shown, changing = await steered.set_up(), steered.services.changing
    await steered.tick(NINE)
    await steered.services.slots.skip(await steered.get(), NINE.date() + WEEK, VERAS)
    wanted = cast(Choices, {**choices(shown.settings), "check_in": False})
    assert not (await changing.choose(C1, wanted, shown.version, DAANS)).settings.check_in


async def test_of_two_saves_in_the_same_instant_one_is_told(steered: Steering) -> None:
    shown, changing = await steered.set_up(), steered.services.changing
    outcomes = await asyncio.gather(
        *(
            changing.choose(
                C1, cast(Choices, {**choices(shown.settings), "weekday": day}), shown.version, VERAS
            )
            for day in (2, 3, 4)
        ),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangedMeanwhile"] * 2 + ["Channel"]


async def test_a_nudge_that_falls_due_in_that_instant_comes_first_and_the_change_after_it(
    steered: Steering,
) -> None:
    shown, changing = await steered.set_up(), steered.services.changing
    late = Act(DAAN, NINE + dt.timedelta(minutes=1))
    saved = await changing.choose(C1, {"check_in": False}, shown.version, late)
    assert (saved.settings.check_in, saved.next_due_at) == (False, NINE + WEEK)
    stopped = await changing.stop(C1, "is_archived", NINE + WEEK)
    assert stopped is not None
    assert (stopped.paused, stopped.next_due_at) == ("is_archived", None)
    assert [row.slot for row in await steered.rows()] == [NINE.date(), NINE.date() + WEEK]


async def test_a_change_that_another_was_before_is_made_of_what_the_other_left(steered: Steering) -> None:
    await steered.set_up()
    changing = steered.services.changing

    async def after_another(found: Channel) -> Channel:
        if found.name != "gebouw":
            await changing.rename(C1, "gebouw")
        return replace(found, pause_until=NINE.date())

    await changing.update(C1, after_another)
    channel = await steered.get()
    assert (channel.name, channel.pause_until) == ("gebouw", NINE.date())


async def test_a_channel_that_was_never_stored_begins_and_another_keeps_its_next_date_without_a_new_rhythm(
    steered: Steering,
) -> None:
    stored, changing = await steered.set_up(), steered.services.changing
    new = replace(stored, version=0, next_due_at=None, next_slot=None)
    assert (await changing.changed(new, new.layers, MONDAY)).next_due_at == NINE
    assert (await changing.changed(stored, stored.layers, NINE + DAY)).next_due_at == NINE, "that has come"


async def test_the_file_takes_away_only_the_leads_that_it_named(steered: Steering) -> None:
    await steered.apply(ChannelEntry("bouw", {"active": True}, leads=(DAAN,)))
    await steered.services.leads.add(C1, Lead(VERA), DAANS.change("lead", None, VERA))
    await steered.apply(ChannelEntry("bouw", {"active": True}, leads=()))
    assert await steered.services.leads.of(C1) == [Lead(VERA)]


async def test_what_a_lead_fixed_goes_along_when_the_day_changes(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    tip = next(iter(shipped_content().library.tips.values()))
    await slots.fix(channel, NINE.date(), tip.id, VERAS)
    await slots.skip(channel, NINE.date() + WEEK, VERAS)
    await steered.set_up({"weekday": 3})
    first, second = (await steered.upcoming(MONDAY))[:2]
    assert (first.slot, first.tip, first.fixed) == (NINE.date() + 2 * DAY, tip, True)
    assert second.tip is None


async def test_a_change_of_day_gives_no_second_nudge_in_the_week(steered: Steering) -> None:
    await steered.set_up()
    await steered.tick(NINE)
    await steered.set_up({"weekday": 4}, NINE + DAY)
    assert (await steered.get()).next_slot == NINE.date() + 10 * DAY


async def test_switching_off_and_on_again_gives_no_second_nudge_in_the_week(steered: Steering) -> None:
    await steered.set_up({"frequency": "monthly"})
    await steered.tick(NINE)
    off = await steered.set_up({"active": False}, NINE + DAY)
    assert off.next_due_at is None
    on = await steered.set_up({"active": True, "weekday": 2}, NINE + 2 * DAY)
    assert on.next_slot == dt.date(2025, 2, 5)


async def test_the_file_comes_before_the_defaults_and_slack_before_the_file_unless_it_is_locked(
    steered: Steering,
) -> None:
    entry = ChannelEntry("bouw", FRIDAYS)
    await steered.apply(entry, defaults={"country": "BE"})
    channel = await steered.get()
    assert (channel.settings.rhythm.weekday, channel.settings.country) == (4, "BE")
    await steered.set_up({"weekday": 2})
    await steered.apply(entry)
    channel = await steered.get()
    assert (channel.settings.rhythm.weekday, channel.settings.country) == (2, "NL")
    assert channel.layers.chosen == {"weekday": 2, "voice": "both", "harvest": True}
    await steered.apply(ChannelEntry("bouw", FRIDAYS, locked=True))
    assert (await steered.get()).settings.rhythm.weekday == 4
    with pytest.raises(Locked):
        await steered.set_up({"weekday": 0})
    await steered.apply(entry)
    assert (await steered.get()).settings.rhythm.weekday == 2


async def test_a_channel_that_the_file_names_no_more_stops_unless_slack_switched_it_on(
    steered: Steering,
) -> None:
    await steered.apply(ChannelEntry("bouw", FRIDAYS), ChannelEntry("C2", FRIDAYS))
    await steered.services.changing.choose(ChannelRef("T1", "C3"), {"active": True}, 0, VERAS, name="it")
    await steered.apply(ChannelEntry("C2", FRIDAYS))
    active = {one.id: one.settings.active for one in await steered.channels.list("T1")}
    assert active == {"C1": False, "C2": True, "C3": True}


async def test_an_unknown_channel_is_named_and_does_not_stop_the_others(steered: Steering) -> None:
    applying = steered.services.applying(steered.directory.channels)
    file = a_file(ChannelEntry("nergens", FRIDAYS), ChannelEntry("zorg", FRIDAYS))
    applied = await applying.apply("T1", file, MONDAY)
    assert applied.unknown == ("nergens",)
    assert [channel.id for channel in applied.active] == ["C2"]


@pytest.mark.parametrize(
    "written",
    [
        "#Bouw",
        " BOUW ",
        "# bouw",
        "bo\uff55w",
        "<#C1|bouw>",
        "<#C1>",
        "https://voorbeeld.slack.com/archives/C1",
        "C1",
    ],
)
async def test_a_channel_is_found_however_its_name_is_written(steered: Steering, written: str) -> None:
    await steered.apply(ChannelEntry(plain(written), FRIDAYS))
    assert (await steered.get()).settings.active


async def test_a_name_with_an_accent_is_found_in_either_form_of_unicode(steered: Steering) -> None:
    steered.directory = Directory({"C1": "caf\u00e9"})
    await steered.apply(ChannelEntry("CAFE\u0301", FRIDAYS))
    assert (await steered.get()).settings.active


async def test_a_channel_that_is_renamed_keeps_its_entry_and_the_new_one_of_that_name_gets_nothing(
    steered: Steering,
) -> None:
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    steered.directory = Directory({"C1": "bouw-oud", "C9": "bouw"})
    applied = await steered.services.applying(steered.directory.channels).apply("T1", BOUW, MONDAY)
    assert (applied.unknown, [one.id for one in applied.active]) == ((), ["C1"])
    assert await steered.channels.get(ChannelRef("T1", "C9")) is None


async def test_a_channel_that_the_bot_was_removed_from_keeps_its_entry_and_is_named(
    steered: Steering,
) -> None:
    for entry in ("bouw", "C1"):
        await steered.apply(ChannelEntry(entry, FRIDAYS))
        away = Directory({"C9": "bouw"})
        file = a_file(ChannelEntry(entry, FRIDAYS))
        applied = await steered.services.applying(away.channels).apply("T1", file, MONDAY)
        assert applied.unknown == (entry,)
        assert (await steered.get()).settings.active
        assert await steered.channels.get(ChannelRef("T1", "C9")) is None


async def test_a_channel_that_was_deleted_leaves_its_name_to_the_next(steered: Steering) -> None:
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    await steered.services.said.note(C1, "deleted", None, Said(MONDAY, "channel_not_found"))
    applied = await steered.services.applying(Directory({"C9": "bouw"}).channels).apply("T1", BOUW, MONDAY)
    assert (applied.unknown, [one.id for one in applied.active]) == ((), ["C9"])
    assert not (await steered.get()).settings.active


async def test_an_entry_that_left_the_file_means_whatever_has_its_name_when_it_comes_back(
    steered: Steering,
) -> None:
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    steered.directory = Directory({"C1": "bouw-oud", "C9": "bouw"})
    await steered.apply()
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    assert {one.id: one.settings.active for one in await steered.channels.list("T1")} == {
        "C1": False,
        "C9": True,
    }


async def test_of_two_entries_for_one_channel_the_id_counts_and_the_other_is_named(steered: Steering) -> None:
    off = ChannelEntry("bouw", {"active": False})
    file = a_file(off, ChannelEntry("C1", FRIDAYS))
    applying = steered.services.applying(steered.directory.channels)
    compared = await applying.compare("T1", file, MONDAY)
    [remark] = compared.remarks
    assert remark.text == "'bouw' is channel C1, but so is 'C1', which is used: remove one of them"
    applied = await applying.apply("T1", file, MONDAY)
    assert (applied.unknown, [one.id for one in applied.active]) == (("bouw",), ["C1"])


async def test_a_channel_with_another_id_is_meant_by_the_name_that_it_was_found_by(steered: Steering) -> None:
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    await steered.channels.move(C1, "C8")
    steered.directory = Directory({"C8": "bouw-oud", "C9": "bouw"})
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    assert (await steered.get("C8")).settings.active
    assert await steered.channels.get(ChannelRef("T1", "C9")) is None


async def test_applying_brings_a_channel_back_that_slack_had_refused(steered: Steering) -> None:
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    await steered.services.changing.stop(C1, "not_in_channel", MONDAY)
    await steered.apply(ChannelEntry("bouw", FRIDAYS))
    channel = await steered.get()
    assert channel.paused is None
    assert channel.next_due_at is not None


async def test_a_channel_that_gets_another_id_takes_everything_along(steered: Steering) -> None:
    channel = await steered.set_up()
    await steered.services.slots.skip(channel, NINE.date() + WEEK, VERAS)
    await steered.tick(NINE)
    assert await steered.channels.move(C1, "C9")
    assert not await steered.channels.move(C1, "C9")
    assert await steered.channels.get(C1) is None
    assert (await steered.upcoming(NINE, channel="C9"))[0].tip is None
    assert len(await steered.rows(channel="C9")) == 1
    assert await steered.services.leads.of(ChannelRef("T1", "C9")) == [Lead(VERA)]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Steering]]:
    """One database for all examples of a property; each example is its own workspace."""
    with asyncio.Runner() as runner:
        context = steering(tmp_path_factory.mktemp("machine"))
        yield runner, runner.run(context.__aenter__())
        runner.run(context.__aexit__(None, None, None))


entries = st.lists(
    st.builds(
        ChannelEntry,
        st.sampled_from(["bouw", "C2", "it", "nergens"]),
        st.fixed_dictionaries(
            {"active": st.booleans()},
            optional={"weekday": st.integers(0, 6), "frequency": st.sampled_from(["weekly", "monthly"])},
        ),
        st.booleans(),
        st.sampled_from([None, (), (VERA,), (VERA, DAAN)]),
    ),
    max_size=3,
    unique_by=lambda entry: entry.channel,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(entries, min_size=1, max_size=3))
def test_after_apply_a_plan_is_empty_and_applying_again_changes_nothing(
    machine: tuple[asyncio.Runner, Steering], files: list[list[ChannelEntry]]
) -> None:
    runner, steered = machine
    workspace = f"T{uuid.uuid4().hex}"

    async def scenario() -> None:
        await replace(steered, workspace=workspace).set_up({"weekday": 5}, channel="C2")
        applying = steered.services.applying(steered.directory.channels)
        for number, entries in enumerate(files):
            file, now = a_file(*entries), MONDAY + number * DAY
            await applying.apply(workspace, file, now)
            before = await steered.channels.list(workspace)
            assert (await applying.compare(workspace, file, now + DAY)).changing == ()
            await applying.apply(workspace, file, now + DAY)
            assert await steered.channels.list(workspace) == before
        users = {one.user for one in await steered.services.audit.of(ChannelRef(workspace, "C2"), 100)}
        assert users <= {VERA, FILE}

    runner.run(scenario())


some_rhythm: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "weekday": st.integers(0, 6),
        "time": st.sampled_from([dt.time(0), dt.time(9), dt.time(23, 30)]),
        "timezone": st.sampled_from(["Europe/Amsterdam", "Pacific/Auckland", "Pacific/Honolulu"]),
        "frequency": st.sampled_from(["weekly", "biweekly", "monthly"]),
        "anchor": st.sampled_from([dt.date(2025, 1, 6), dt.date(2025, 1, 13)]),
        "active": st.booleans(),
        "public_holidays": st.sampled_from(["skip", "next_working_day"]),
    },
)
steps = st.lists(st.tuples(st.sampled_from([1, 25, 50, 100, 400]), some_rhythm), min_size=4, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_no_change_of_settings_ever_gives_a_second_nudge_in_a_period(
    machine: tuple[asyncio.Runner, Steering], steps: list[tuple[int, dict[str, Any]]]
) -> None:
    """Hours pass, the bot ticks whenever something is due, and leads change whatever they like."""

    runner, shared = machine
    steered = replace(shared, workspace=f"T{uuid.uuid4().hex}")

    async def scenario() -> None:
        now = MONDAY
        await steered.set_up()
        seen: dict[dt.date, Rhythm] = {}
        for hours, change in steps:
            until = now + dt.timedelta(hours=hours)
            while (due := await _next_moment(steered)) is not None and due <= until:
                rhythm = (await steered.get()).settings.rhythm
                await steered.tick(max(due, now))
                for row in await steered.rows():
                    seen.setdefault(row.slot, rhythm)
            now = until
            await steered.set_up(change, now)
        posted = [row.slot for row in await steered.rows() if row.state == "posted"]
        for earlier, later in pairwise(posted):
            assert seen[later].period(later) > seen[later].period(earlier)
        await steered.set_up({"active": False}, now)

    runner.run(scenario())


async def _next_moment(steered: Steering) -> dt.datetime | None:
    """When the clock has work: an occurrence is due, or a nudge that a holiday moved."""
    due = [row.due_at for row in await steered.rows() if row.state == "planned"]
    following = (await steered.get()).next_due_at
    return min([*due, *([following] if following else [])], default=None)
