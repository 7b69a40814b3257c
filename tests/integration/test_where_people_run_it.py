"""The examples for Docker and Kubernetes, tested as far as possible without a daemon; and the bot run as they run it:
without a home, beside Services with our names, in any time zone, on any terminal."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from bot.cli import app
from bot.settings import ROOT, variables
from tests.fakes.web_api import WebApi
from tests.integration.test_run import WAIT, environment, get, started
from tests.support import missing

ELSEWHERE = {"HTTPS_PROXY", "NO_PROXY", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "XDG_CACHE_HOME"}
"""Variables of Python and of libraries, which are no settings of the bot."""
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
KUBERNETES: dict[str, Any] = {
    one["kind"]: one
    for one in yaml.safe_load_all((ROOT / "docs/kubernetes.yaml").read_text(encoding="utf-8"))
}
POD = KUBERNETES["Deployment"]["spec"]["template"]["spec"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


def is_a_command(words: list[str]) -> bool:
    group: Any = typer.main.get_command(app)
    return words[:3] == ["python", "-m", "bot"] and words[3] in group.commands


def test_every_variable_in_the_examples_is_one_that_is_read() -> None:
    bots = [COMPOSE["services"][name] for name in ("bot", "migrate")]
    named = {name for one in bots for name in one["environment"]}
    named |= set(KUBERNETES["Secret"]["stringData"])
    named |= {one["name"] for container in POD["containers"] for one in container.get("env", ())}
    named |= set(re.findall(r"(\w+)=", " ".join(re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE))))
    assert named - set(variables()) <= ELSEWHERE


def test_every_command_in_the_examples_is_one_that_there_is() -> None:
    commands = [COMPOSE["services"][name]["command"] for name in ("bot", "migrate")]
    commands += [one["command"] for one in (*POD["initContainers"], *POD["containers"])]
    commands.append(re.findall(r'"([^"]+)"', re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[-1]))
    assert len(commands) == 5
    assert all(map(is_a_command, commands)), commands


def test_the_database_migrates_before_the_bot_starts_and_both_come_back() -> None:
    services = COMPOSE["services"]
    assert services["bot"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert services["postgres"]["healthcheck"]["test"][0] == "CMD-SHELL"
    assert {services[name]["restart"] for name in ("bot", "postgres")} == {"unless-stopped"}


def test_nothing_runs_as_root_or_writes_to_its_image() -> None:
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert str(POD["securityContext"]["runAsUser"]) in DOCKERFILE
    assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)
    for container in (*POD["initContainers"], *POD["containers"]):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert COMPOSE["services"]["bot"]["read_only"] is True


def test_ports_and_selectors_meet_each_other() -> None:
    [container] = POD["containers"]
    [port] = container["ports"]
    assert {one["value"] for one in container["env"] if one["name"] == "PORT"} == {str(port["containerPort"])}
    service = KUBERNETES["Service"]
    assert service["spec"]["ports"][0]["targetPort"] == port["name"]
    labels = KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert (
        service["spec"]["selector"] == labels == KUBERNETES["Deployment"]["spec"]["selector"]["matchLabels"]
    )
    backend = KUBERNETES["Ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend == {
        "name": service["metadata"]["name"],
        "port": {"name": service["spec"]["ports"][0]["name"]},
    }


def probes() -> list[str]:
    [container] = POD["containers"]
    asked = [
        container[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")
    ]
    return [*asked, *re.findall(r"\}(/\w+)'", DOCKERFILE)]


def services(*names: str) -> dict[str, str]:
    """The variables that Kubernetes sets in each container for Services with these names."""
    made: dict[str, str] = {}
    for name in names:
        made |= {
            f"{name}_SERVICE_HOST": "10.0.0.1",
            f"{name}_SERVICE_PORT_HTTP": "80",
            f"{name}_PORT": "tcp://10.0.0.1:80",
            f"{name}_PORT_80_TCP_ADDR": "10.0.0.1",
        }
    return made


async def test_the_bot_runs_as_the_example_runs_it(tmp_path: Path, api: WebApi, postgresql_url: str) -> None:
    """With Services of our names, without a home or a writable cache, and on an ASCII terminal."""
    variables = environment(tmp_path, api, DATABASE_URL=postgresql_url, HOME="/nonexistent", **ODD)
    variables |= services("LEIDERSCHAP", "LEIDERSCHAP_BOT", "SLACK", "DATABASE", "PORT")
    code, said = await command(variables, "migrate")
    assert code == 0, said
    async with started(variables) as process, asyncio.timeout(WAIT):
        for path in sorted(probes()):  # /healthz before /readyz
            for _ in range(600):
                status, answer = await get(variables["PORT"], path)
                if status == 200 or path == "/healthz":
                    break
                await asyncio.sleep(0.1)
            assert status == 200, answer
        process.terminate()
        output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output


ODD = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
ZONES = [
    "",
    "UTC",
    "Europe/Amsterdam",
    "Nergens/Onbekend",
    "CET-1CEST,M3.5.0,M10.5.0/3",
    ":/etc/niets",
    "<+03>-3",
    "/",
]


async def command(
    variables: dict[str, str], *words: str, before: Sequence[str] = ()
) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *before, sys.executable, "-m", "bot", *words, cwd=ROOT, env=variables,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await process.communicate())[0].decode()
    assert "Traceback" not in output, output
    return process.returncode, output


COMMANDS = [
    ["check"], ["manifest"], ["doctor"], ["tips", "list"], ["tips", "show", "weekblog"], ["tips", "coverage"],
    ["articles", "list"],
    ["search", "ceo blog"], ["search", "ceo blog", "--explain"], ["search", "ceo blog", "--json"], ["--help"],
    ["channels", "schema"],
    ["channels", "export"], ["deliveries"], ["privacy", "report"], ["trial", "report"], ["search", "gaps"],
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
async def test_a_command_speaks_to_a_terminal_of_ascii_without_home(
    words: list[str], tmp_path: Path, api: WebApi
) -> None:
    variables = environment(tmp_path, api, HOME=None, TZ="Nergens/Onbekend", **ODD)
    code, output = await command(variables, *words)
    assert output
    assert code in (0, 1), output
    if code:
        assert len(output.splitlines()) < 60


def nobody() -> list[str]:
    """The command that runs another as a user whom the machine does not know."""
    unshare = shutil.which("unshare") or missing("unshare", "install util-linux")
    before = [unshare, "--user", "--map-user=12345", "--map-group=12345"]
    if subprocess.run([*before, "true"], check=False, capture_output=True).returncode:
        missing("a user namespace", "let this user make one")
    return before


@pytest.mark.parametrize("words", [["check"], ["tips", "list"], ["channels", "schema"]], ids=" ".join)
async def test_a_user_without_a_home_or_an_entry_in_passwd_can_use_it(
    words: list[str], tmp_path: Path
) -> None:
    """The same, without a writable cache."""
    variables = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": "/proc/nowhere"}
    code, output = await command(variables, *words, before=nobody())
    assert code == 0, output


@pytest.mark.parametrize("zone", ZONES)
async def test_a_clock_of_any_zone_keeps_nothing_from_starting(
    tmp_path: Path, api: WebApi, zone: str
) -> None:
    variables = environment(tmp_path, api, TZ=zone)
    async with started(variables) as process, asyncio.timeout(WAIT):
        assert process.stdout is not None
        async for line in process.stdout:
            if b'"event": "bot.started"' in line:
                process.terminate()
            assert b"Traceback" not in line, line
        assert await process.wait() == 0


async def test_a_disk_that_is_read_only_is_named_in_a_sentence(tmp_path: Path, api: WebApi) -> None:
    variables = environment(tmp_path, api, DATABASE_URL="sqlite:////proc/leiderschap.db")
    for words in (["migrate"], ["run"], ["backup", "/proc/kopie.sqlite"]):
        code, output = await command(variables, *words)
        assert code == 1, output
        assert "/proc" in output.splitlines()[-1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a device that is always full")
@pytest.mark.parametrize("words", [["tips", "list"], ["manifest"]], ids=" ".join)
async def test_output_that_cannot_be_written_ends_a_command_with_a_sentence(
    words: list[str], tmp_path: Path, api: WebApi
) -> None:
    with Path("/dev/full").open("wb") as full:  # noqa: ASYNC230 - a device, and nothing is read
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=ROOT, env=environment(tmp_path, api),
            stdout=full, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said = (await process.communicate())[1].decode()
    assert (process.returncode, said) == (1, "the output cannot be used: No space left on device\n")
