"""What reads a document does so in a process of its own, and no more than that process is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml

from bot.library.importing.blocks import ImportProblem
from bot.library.importing.bounded import USUAL, Bounds, Nursery
from bot.settings import DEFAULTS

TIGHT = Bounds(seconds=2, megabytes=400)


def double(number: int) -> int:
    return 2 * number


def turn_for_ever() -> None:
    while True:
        pass


def wait_for_ever() -> None:
    time.sleep(1000)


def fill_the_memory() -> int:
    return len(bytearray(10_000_000_000))


def fall_over() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def nest() -> None:
    nest()


def leave() -> None:
    raise SystemExit(3)


def refuse() -> None:
    raise ImportProblem("is no good: make it better")


def refuse_for_want_of_memory() -> None:
    try:
        fill_the_memory()
    except Exception:  # as a reader does that takes every error for a damaged file
        raise ImportProblem("is damaged: save it again") from None


def stumble() -> None:
    raise ZeroDivisionError("a line\nof a library")


def say_too_much() -> bytes:
    return bytes(70 * 1024 * 1024)


def give_what_cannot_be_sent() -> object:
    return lambda: None


def environment() -> dict[str, str]:
    return dict(os.environ)


def of_this_process() -> tuple[int, int]:
    return os.getpid(), os.getppid()


@pytest.fixture
def apart() -> Iterator[Nursery]:
    with Nursery([__name__], TIGHT) as nursery:
        yield nursery


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (turn_for_ever, "takes longer than 2 seconds to read: .* LEIDERSCHAP_IMPORT_SECONDS higher"),
        (wait_for_ever, "takes longer than 2 seconds to read: .* LEIDERSCHAP_IMPORT_SECONDS higher"),
        (fill_the_memory, "takes more than 400 MB of memory to read: .* LEIDERSCHAP_IMPORT_MEGABYTES higher"),
        (refuse_for_want_of_memory, "takes more than 400 MB of memory to read: .*"),
        (fall_over, r"is damaged, or of an unusual kind \(its reader ended with -11\): save it anew .*"),
        (leave, r"is damaged, or of an unusual kind \(.*\): save it anew .*"),
        (nest, "is nested too deep to be read: .*"),
        (refuse, "is no good: make it better"),
        (stumble, r"is damaged, or of an unusual kind \(ZeroDivisionError\): save it anew .*"),
        (say_too_much, "holds more than an article can hold: split it"),
        (give_what_cannot_be_sent, r"is damaged, or of an unusual kind \(.*\): save it anew .*"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_whatever_becomes_of_a_call_is_one_sentence_and_the_next_call_is_answered(
    apart: Nursery, function: object, sentence: str
) -> None:
    with pytest.raises(ImportProblem) as said:
        apart(function)  # type: ignore[arg-type]
    assert said.match(f"^{sentence}$")
    assert apart(double, 4) == 8


def test_each_call_has_a_process_of_its_own_from_one_nursery_and_none_is_left(apart: Nursery) -> None:
    with apart:
        (one, nursery), (other, same) = apart(of_this_process), apart(of_this_process)
        assert nursery == same != os.getpid()
        assert len({one, other, nursery}) == 3
    for process in (one, other, nursery):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_nursery_that_is_gone_costs_one_call(apart: Nursery) -> None:
    os.kill(apart(of_this_process)[1], signal.SIGKILL)
    with pytest.raises(ImportProblem, match="cannot be read now"):
        apart(double, 4)
    assert apart(double, 4) == 8


def test_a_call_that_is_stopped_ends_at_once_and_so_does_every_later_one(apart: Nursery) -> None:
    apart(double, 4)
    with ThreadPoolExecutor(1) as beside:
        call = beside.submit(apart, wait_for_ever)
        apart.stop()
        with pytest.raises(ImportProblem, match="cannot be read now") as raised:
            call.result()
    assert raised.value.why == "unavailable"
    with pytest.raises(ImportProblem, match="cannot be read now"):
        apart(double, 4)


def test_what_reads_a_document_knows_no_secret(apart: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-voorbeeld")
    monkeypatch.setenv("LEIDERSCHAP_ENCRYPTION_KEYS", "sleutel")
    monkeypatch.setenv("DATABASE_URL", "postgres://naam:wachtwoord@host/db")
    seen = apart(environment)
    assert "PATH" in seen
    assert not {"SLACK_BOT_TOKEN", "LEIDERSCHAP_ENCRYPTION_KEYS", "DATABASE_URL"} & set(seen)


def test_the_usual_bounds_are_those_of_the_settings() -> None:
    written = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    assert Bounds(written["import_seconds"], written["import_megabytes"]) == USUAL
