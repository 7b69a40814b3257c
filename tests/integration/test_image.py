"""The Dockerfile's image, as far as it can be tested without Docker: it copies everything that the bot needs."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.fakes.web_api import WebApi
from tests.integration.test_run import WAIT, environment, get, started


def copied() -> list[str]:
    """The files and folders that the Dockerfile copies."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [line.split()[1] for line in lines if line.startswith("COPY ")]


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def test_the_bot_starts_from_what_the_image_holds(tmp_path: Path, api: WebApi) -> None:
    image = tmp_path / "app"
    image.mkdir()
    for name in copied():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, image / name)
    variables = environment(tmp_path, api)
    async with started(variables, folder=image) as process, asyncio.timeout(WAIT):
        assert await get(variables["PORT"], "/healthz") == (200, "ok")
        process.terminate()
        output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output


def test_the_builder_is_sent_what_the_image_copies() -> None:
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [f"!{name}" for name in copied()] == [line for line in sent if line.startswith("!")]
