"""The check of the dependencies finds what is not pinned or is vulnerable, and says if it could not look."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.settings import ROOT

HASH = "--hash=sha256:" + "0" * 64
GOOD = f"alpha==1.0 \\\n    {HASH} \\\n    {HASH}\nbeta==2.0 ; python_version >= '3.11' \\\n    {HASH}\n"


async def audit(*arguments: str | Path) -> tuple[int | None, str]:
    """The exit code, and everything that was printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, ROOT / ".ci" / "audit.py", *map(str, arguments),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await process.communicate())[0].decode()
    return process.returncode, output


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text(GOOD, encoding="utf-8")
    return file


@pytest.fixture
async def holes() -> AsyncIterator[tuple[str, dict[str, list[dict[str, Any]]]]]:
    """The address of a database of vulnerabilities, and its entries for each package."""
    known: dict[str, list[dict[str, Any]]] = {}

    async def query(request: web.Request) -> web.Response:
        asked = await request.json()
        return web.json_response({"vulns": known.get(asked["package"]["name"], [])})

    application = web.Application()
    application.router.add_post("/query", query)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/query", known
    await runner.cleanup()


def a_hole(package: str, *fixed: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, *({"fixed": version} for version in fixed)]
    return {
        "id": "GHSA-voor-beel-d000",
        "summary": "Voorbeeld",
        "details": "Voorbeeld",
        "affected": [
            {
                "package": {"name": package, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
            }
        ],
    }


async def test_dependencies_without_a_known_hole_pass(
    requirements: Path, holes: tuple[str, dict[str, list[dict[str, Any]]]]
) -> None:
    code, said = await audit(requirements, "--osv-url", holes[0], "--must-reach")
    assert code == 0, said
    assert "2 dependencies were looked up" in said


async def test_a_hole_that_is_mended_in_a_later_version_fails(
    requirements: Path, holes: tuple[str, dict[str, list[dict[str, Any]]]]
) -> None:
    holes[1]["alpha"] = [a_hole("alpha", "1.2")]
    code, said = await audit(requirements, "--osv-url", holes[0])
    assert code == 1
    assert "alpha 1.0 has GHSA-voor-beel-d000, mended in 1.2" in said


async def test_a_hole_that_nobody_mended_is_told_and_does_not_fail(
    requirements: Path, holes: tuple[str, dict[str, list[dict[str, Any]]]]
) -> None:
    holes[1]["alpha"] = [a_hole("alpha")]
    code, said = await audit(requirements, "--osv-url", holes[0])
    assert code == 0, said
    assert "note: alpha 1.0 has GHSA-voor-beel-d000" in said


async def test_a_database_that_cannot_be_reached_is_said_and_fails_only_where_that_is_asked(
    requirements: Path,
) -> None:
    nowhere = ("--osv-url", "http://127.0.0.1:1/query")
    code, said = await audit(requirements, *nowhere)
    assert code == 0, said
    assert "NOT AUDITED" in said
    assert (await audit(requirements, *nowhere, "--must-reach"))[0] == 1


@pytest.mark.parametrize(
    "line",
    [
        "gamma==1.0",
        "gamma>=1.0 \\\n    " + HASH,
        "gamma==1.0 \\\n    --hash=md5:" + "0" * 32,
        "gamma==1.0 \\\n    --hash=sha256:kort",
        "--index-url https://pakketten.example/simple",
        "--extra-index-url https://pakketten.example/simple",
        "--find-links ./map",
        "-e .",
        "gamma @ https://pakketten.example/gamma.whl " + HASH,
        "git+https://pakketten.example/gamma",
        f"gamma==1.0 --index-url=https://pakketten.example {HASH}",
    ],
)
async def test_what_is_not_pinned_by_hash_or_names_an_address_fails_with_its_line(
    requirements: Path, line: str
) -> None:
    requirements.write_text(f"{GOOD}{line}\n", encoding="utf-8")  # noqa: ASYNC240
    code, said = await audit(requirements, "--osv-url", "http://127.0.0.1:1/query")
    assert code == 1
    assert "requirements.txt:6: " in said


async def test_the_locks_of_this_repository_are_in_order() -> None:
    code, said = await audit("--osv-url", "http://127.0.0.1:1/query")
    assert code == 0, said
