"""Metrics count what happened, and none is about a person, a channel or a workspace."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import get_args
from unittest import mock

import httpx
import pytest
import structlog
from prometheus_client import REGISTRY
from starlette.applications import Starlette

from bot.delivery.clocks import Clocks
from bot.delivery.metrics import DELIVERIES
from bot.delivery.model import State
from bot.library.passages import Certainty
from bot.settings import ROOT
from tests.factories import NINE
from tests.fakes.web_api import RESET_AFTER, WebApi, error
from tests.running import TUESDAYS_AT_NINE, a_bot
from tests.support import captured_logs

LABELS = {"state", "reason", "kind", "certainty", "le"}


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"leiderschap_{name}", labels) or 0.0


class Since:
    """How much metrics grew since this was made."""

    def __init__(self, *names: tuple[str, dict[str, str]]) -> None:
        self._before = [(name, labels, figure(name, **labels)) for name, labels in names]

    def grown(self) -> list[float]:
        return [figure(name, **labels) - before for name, labels, before in self._before]


def of(state: str, reason: str = "") -> tuple[str, dict[str, str]]:
    return "deliveries_total", {"state": state, "reason": reason}


async def test_a_nudge_that_is_posted_counts_once_with_its_lateness(tmp_path: Path, api: WebApi) -> None:
    since = Since(
        of("posted"),
        ("delivery_lateness_seconds_count", {}),
        ("delivery_lateness_seconds_bucket", {"le": "300.0"}),
    )
    with captured_logs():
        async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
            await running.tick(NINE + dt.timedelta(seconds=200))
    assert since.grown() == [1, 1, 1]


async def test_figures_do_not_depend_on_what_the_log_leaves_out(tmp_path: Path, api: WebApi) -> None:
    since = Since(of("posted"))
    with captured_logs("ERROR") as logs:
        async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
            await running.tick(NINE)
    assert since.grown() == [1]
    assert logs.text == ""


async def test_what_goes_wrong_counts_with_slacks_code_and_what_waits_is_shown(
    tmp_path: Path, api: WebApi
) -> None:
    api.answer("chat.postMessage", RESET_AFTER)
    since = Since(of("unknown", "disconnected"))
    with captured_logs():
        async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
            await running.tick(NINE)
            assert since.grown() == [1]
            assert figure("deliveries_waiting", state="unknown") == 1
            api.answer("chat.postMessage", error("is_archived"))
            failing = Since(of("failed", "is_archived"), of("failed", "other"))
            await running.tick(NINE + dt.timedelta(days=7))
            assert failing.grown() == [1, 0]
            assert figure("deliveries_waiting", state="unknown") == 0
            assert figure("deliveries_waiting", state="review") == 1


@pytest.mark.parametrize("event", ["delivery.lost_race", "delivery.too_slow", "delivery.failed"])
def test_only_transitions_count_whatever_the_log_says(event: str) -> None:
    before = generated()
    with captured_logs():
        structlog.get_logger().warning(event, state="claimed", reason="timeout")
    assert generated() == before


def generated() -> dict[str, float]:
    return {
        f"{sample.name}{sample.labels}": sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.name.startswith("leiderschap_deliveries")
    }


def there() -> set[tuple[str, tuple[str, ...]]]:
    """Every series that can be queried, with its labels."""
    return {
        (sample.name.removeprefix("leiderschap_"), tuple(sorted(sample.labels.values())))
        for family in REGISTRY.collect()
        for sample in family.samples
    }


async def test_every_series_is_there_before_anything_happened_so_that_the_first_failure_is_an_increase(
    tmp_path: Path, api: WebApi
) -> None:
    DELIVERIES.clear()
    async with a_bot(tmp_path, api):
        pass
    expected: list[tuple[str, tuple[str, ...]]] = [
        ("deliveries_total", ("", state)) for state in get_args(State)
    ]
    expected += [
        ("deliveries_total", tuple(sorted((state, code))))
        for state, code in (
            *(("failed", "channel_not_found"), ("failed", "other"), ("unknown", "timeout")),
            *(("unknown", "disconnected"), ("skipped", "missed"), ("skipped", "nobody_to_tell")),
        )
    ]
    assert set(expected) <= there()


@pytest.mark.parametrize(
    ("module", "series"),
    [
        ("bot.slack.requests.metrics", ["command", "action", "view", "event", "other"]),
        ("bot.answers.search.measured", get_args(Certainty)),
    ],
)
def test_a_process_shows_every_kind_of_request_and_answer_before_its_first(
    module: str, series: Sequence[str]
) -> None:
    begins = (
        f"import {module}; from prometheus_client import generate_latest; print(generate_latest().decode())"
    )
    shown = subprocess.run([sys.executable, "-c", begins], capture_output=True, text=True, check=True).stdout
    assert [name for name in series if f'="{name}"}} 0.0' not in shown] == []


async def test_a_reason_that_is_no_code_of_ours_is_other_so_that_figures_stay_few(
    tmp_path: Path, api: WebApi
) -> None:
    since = Since(of("failed", "other"))
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        for number in range(2):
            api.answer("chat.postMessage", error(f"verzonnen_{number}"))
            await running.tick(NINE + number * dt.timedelta(days=7))
            assert (await running.delivery()).error == f"verzonnen_{number}"
    assert since.grown() == [2]
    assert not any("verzonnen" in name for name in generated())


async def test_every_request_is_timed_by_its_kind_and_every_search_by_its_certainty(
    tmp_path: Path, api: WebApi
) -> None:
    since = Since(
        ("request_seconds_count", {"kind": "command"}),
        ("request_seconds_count", {"kind": "event"}),
        ("search_seconds_count", {"certainty": "none"}),
    )
    found = Since(
        ("search_seconds_count", {"certainty": "sure"}), ("search_seconds_count", {"certainty": "maybe"})
    )
    async with a_bot(tmp_path, api) as running:
        await running.slack.command("qwertyuiop zxcvbnm")
        await running.slack.command("ceo blog")
        await running.slack.mention("ceo blog")
        await api.wait("chat.postMessage")
    assert since.grown() == [2, 1, 1]
    assert sum(found.grown()) == 2


async def test_the_delivery_stands_in_every_line_that_its_post_leaves(tmp_path: Path, api: WebApi) -> None:
    """Also in those that come from other parts, which do not know of deliveries."""
    api.answer("chat.postMessage", error("channel_not_found"))
    with captured_logs() as logs:
        async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
            await running.tick(NINE)
            id = str((await running.delivery()).id)
    assert [line["event"] for line in logs.events() if line.get("delivery") == id] == [
        "delivery.planned", "delivery.sending", "delivery.failed", "channel.paused",
    ]  # fmt: skip


def test_no_figure_has_a_label_of_a_person_a_channel_or_a_workspace() -> None:
    ours = [family for family in REGISTRY.collect() if family.name.startswith("leiderschap_")]
    assert {label for family in ours for sample in family.samples for label in sample.labels} <= LABELS
    assert ours


NAME = re.compile(r"leiderschap_\w+")


def known() -> set[str]:
    """Every name that can be queried, even if nothing was counted yet."""
    names = set()
    for family in REGISTRY.collect():
        endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        names |= {family.name + ending for ending in endings}
    return names


def test_every_figure_that_the_dashboard_and_the_documentation_ask_for_exists() -> None:
    dashboard = json.loads((ROOT / "docs" / "grafana.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert len(asked) >= 10
    assert {name for expression in [*asked, text] for name in NAME.findall(expression)} <= known()


def test_the_dashboard_shows_every_figure_that_there_is() -> None:
    text = (ROOT / "docs" / "grafana.json").read_text(encoding="utf-8")
    shown = set(NAME.findall(text))
    families = [family for family in REGISTRY.collect() if family.name.startswith("leiderschap_")]
    assert [family.name for family in families if not any(one.startswith(family.name) for one in shown)] == []


def test_no_two_panels_of_the_dashboard_have_one_place_or_one_number() -> None:
    panels = json.loads((ROOT / "docs" / "grafana.json").read_text(encoding="utf-8"))["panels"]
    places = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(places) == len(set(places))
    assert len({panel["id"] for panel in panels}) == len(panels)


async def test_a_clock_that_cannot_be_believed_is_not_ready_and_its_last_tick_gets_old(
    tmp_path: Path, api: WebApi
) -> None:
    passed = 0.0
    with captured_logs(), mock.patch("bot.app.elapsed", side_effect=lambda: passed):
        async with a_bot(tmp_path, api, tick_seconds=60) as running, asgi(running.bot.web) as http:
            await running.tick()
            before = figure("last_tick_timestamp_seconds")
            with mock.patch.object(Clocks, "trusted", return_value=False):
                passed += 119
                await running.tick()
                assert (await http.get("/readyz")).text == "ready"
                passed += 1
                await running.tick()
                assert (await http.get("/readyz")).text == "not ready: clock"
            assert figure("last_tick_timestamp_seconds") == before
            await running.tick()
            assert (await http.get("/readyz")).text == "ready"


def asgi(application: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="https://bot.example")
