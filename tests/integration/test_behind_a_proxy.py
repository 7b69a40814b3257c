"""Behind a proxy: every request goes through it, and what it refuses was certainly not sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import ContentError
from bot.core.messages import say
from bot.core.platform import NotPostedError
from bot.library.importing.fetching import fetch
from bot.slack import transport
from bot.slack.transport import Responder, SlackMessenger
from tests.factories import C1
from tests.fakes.proxy import Proxy
from tests.fakes.web_api import RESPONSE, WebApi
from tests.integration.test_run import WAIT, environment, started
from tests.unit.test_content_fetching import Names, only_this_machine


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async with Proxy().serving() as proxy:
        yield proxy


async def post(url: str, session: aiohttp.ClientSession) -> str:
    client = transport.web_client("xoxb-voorbeeld", url, session)

    async def clients(_: str) -> AsyncWebClient:
        return client

    return await SlackMessenger(clients).post(
        C1, say("Een tip."), delivery=uuid.uuid4(), in_time=lambda: True
    )


async def test_posts_and_answers_take_the_proxy_alike(
    api: WebApi, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//naam:geheim@"))
    async with transport.session() as session:
        await post(api.url, session)
    async with transport.session() as session:
        assert await Responder(session).respond(api.response_url(), say("Een antwoord."))
    assert api.of("chat.postMessage")
    assert api.of(RESPONSE)
    assert [line.partition(" ")[0] for line in proxy.asked] == ["POST", "POST"]
    assert proxy.asked[0].endswith("/api/chat.postMessage")
    assert proxy.credentials == ["Proxy-Authorization: Basic bmFhbTpnZWhlaW0="] * 2


async def test_no_proxy_counts_for_posts_and_answers_alike(
    api: WebApi, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):  # the SDK takes the second for everything
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.0/8")
    async with transport.session() as session:
        await post(api.url, session)
        await Responder(session).respond(api.response_url(), say("Een antwoord."))
    assert len(api.calls) == 2
    assert proxy.asked == []


@pytest.mark.parametrize("status", [407, 403, 502, 503, 504, 500, 429, 301, 0])
async def test_what_a_proxy_refuses_to_connect_was_not_sent(
    proxy: Proxy, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.status = status
    async with transport.session() as session:
        with pytest.raises(NotPostedError) as raised:
            await post("https://slack.example/api/", session)
        if status:
            assert not await Responder(session).respond("https://slack.example/actions/1", say("x"))
    assert raised.value.code == ("proxy_refused" if status else "not_connected")
    assert proxy.asked[0] == "CONNECT slack.example:443"


async def test_a_proxy_that_is_not_there_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with transport.session() as session:
        with pytest.raises(NotPostedError, match="proxy_refused"):
            await post("https://slack.example/api/", session)


async def test_a_proxy_that_asks_who_we_are_passed_nothing_on(
    api: WebApi, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    proxy.status = 407
    async with transport.session() as session:
        with pytest.raises(NotPostedError, match="proxy_refused"):
            await post(api.url, session)


async def test_a_tunnel_that_leads_to_no_slack_sent_nothing(
    api: WebApi, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS that an untrusted proxy intercepts fails before the first byte of a request."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.leads_to = int(api.url.split(":")[2].split("/")[0])
    async with transport.session() as session:
        with pytest.raises(NotPostedError):
            await post("https://slack.example/api/", session)
    assert api.calls == []


@pytest.fixture
async def page() -> AsyncIterator[int]:
    async def shown(request: web.Request) -> web.Response:
        return web.Response(text=f"<p>{request.headers['Host']}</p>", content_type="text/html")

    async def to(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    application = web.Application()
    application.router.add_get("/page", shown)
    application.router.add_get("/to", to)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_a_page_is_fetched_by_the_proxy_from_the_address_that_was_checked(
    page: int, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    names = Names({"voorbeeld.example": "127.0.0.1"})
    found = await fetch(
        f"http://voorbeeld.example:{page}/page",
        allowed=only_this_machine, resolver=names, ports={"http": (page,)}, seconds=2,
    )  # fmt: skip
    assert found.data == f"<p>voorbeeld.example:{page}</p>".encode()
    assert proxy.asked == [f"GET http://127.0.0.1:{page}/page"]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://intern.example:{port}/", "leads to 10.0.0.2"),
        ("http://10.0.0.1:{port}/", "leads to 10.0.0.1"),
        ("http://１０.0.0.1:{port}/", "leads to 10.0.0.1"),
        ("http://[::1]:{port}/", "leads to ::1"),
        ("http://onbekend.example:{port}/", "is not known"),
        ("http://voorbeeld.example:22/", "uses port 22"),
    ],
)
async def test_a_proxy_is_led_to_no_address_inside(
    page: int, proxy: Proxy, to: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    names = Names({"voorbeeld.example": "127.0.0.1", "intern.example": "10.0.0.2"})
    place = to.format(port=page)
    for url in (place, f"http://voorbeeld.example:{page}/to?to={place}"):
        with pytest.raises(ContentError, match=words):
            await fetch(url, allowed=only_this_machine, resolver=names, ports={"http": (page,)}, seconds=2)
    assert [line for line in proxy.asked if "/to?" not in line] == []


async def test_a_link_that_the_proxy_refuses_says_so(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.status = 403
    with pytest.raises(ContentError, match=r"is refused by the proxy \(403\)"):
        await fetch("https://voorbeeld.example/", resolver=Names({"voorbeeld.example": "93.184.216.34"}))
    assert proxy.asked == ["CONNECT 93.184.216.34:443"]


async def test_no_proxy_keeps_a_link_from_the_proxy(
    page: int, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "voorbeeld.example")
    names = Names({"voorbeeld.example": "127.0.0.1"})
    url = f"http://voorbeeld.example:{page}/page"
    await fetch(url, allowed=only_this_machine, resolver=names, ports={"http": (page,)})
    assert proxy.asked == []


def certificate(folder: Path, *names: str) -> Path:
    """A self-made certificate for these names, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "voorbeeld")])
    alternatives = x509.SubjectAlternativeName(
        [*map(x509.DNSName, names), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(alternatives, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


async def test_the_bot_runs_behind_a_proxy_by_socket_mode(tmp_path: Path, proxy: Proxy) -> None:
    """Requests and the socket go through its tunnel; nothing can bypass it, because the names do not resolve."""
    file = certificate(tmp_path, "slack.example")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(file)
    async with WebApi().serving(tls) as api:
        proxy.leads_to = int(api.url.split(":")[2].split("/")[0])
        api.url = "https://slack.example/api/"
        variables = environment(
            tmp_path,
            api,
            SLACK_APP_TOKEN="xapp-1-onecht",
            HTTPS_PROXY=proxy.url,
            SSL_CERT_FILE=str(file),
            PORT=None,
        )
        async with started(variables) as process, asyncio.timeout(WAIT):
            await proxy.wait(2)  # the second is the socket's
            process.terminate()
            output = (await process.communicate())[0].decode()
    assert api.of("auth.test"), output
    assert set(proxy.asked) == {"CONNECT slack.example:443"}


async def test_a_proxy_that_cannot_be_used_keeps_the_bot_from_starting_with_a_sentence(
    tmp_path: Path, api: WebApi
) -> None:
    variables = environment(tmp_path, api, HTTPS_PROXY="socks5://naam:wachtwoord99@proxy:1080")
    async with started(variables) as process, asyncio.timeout(WAIT):
        output = (await process.communicate())[0].decode()
    assert process.returncode == 1
    assert output.strip().endswith("HTTPS_PROXY is not a proxy that the bot can use: write http://host:port")
    assert "wachtwoord99" not in output
