"""Links are fetched from public addresses only, within limits."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.errors import ContentError
from bot.library.importing import fetching
from bot.library.importing.fetching import Fetched, fetch, is_public


@pytest.mark.parametrize(
    "address",
    [
        *["127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"],
        *["100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"],
        *["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"],
        *["fec0::1", "feff::1", "3fff::1", "5f00::1", "64:ff9b:1::a00:1", "::ffff:0:10.0.0.1"],
        *["::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"],
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2002:808:808::1"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


class Names(AbstractResolver):
    """A resolver with a fixed list, which counts its queries."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host not in self.names:
            raise OSError("unknown")
        address = self.names[host]
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


def only_this_machine(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.Response(text="<p>Tekst</p>", content_type="text/html", headers={"Set-Cookie": "a=b"})

    async def to(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(request.query["to"])

    async def cookies(request: web.Request) -> web.StreamResponse:
        return web.Response(text=str(dict(request.cookies)))

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 100_000)

    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    app = web.Application()
    for path, handler in {
        "page": page,
        "to": to,
        "cookies": cookies,
        "endless": endless,
        "slow": slow,
    }.items():
        app.router.add_get(f"/{path}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def get(port: int, path: str, **names: str) -> Fetched:
    resolver = Names({"example.org": "127.0.0.1", **names})
    return await fetch(
        f"http://example.org:{port}/{path}",
        allowed=only_this_machine,
        resolver=resolver,
        ports={"http": (port, 80)},
        seconds=2,
        max_bytes=200_000,
    )


async def refused(url: str, resolver: AbstractResolver | None = None) -> str:
    with pytest.raises(ContentError) as error:
        await fetch(url, resolver=resolver or Names({}))
    return str(error.value)


async def test_a_page_is_fetched_from_the_address_that_was_checked(port: int) -> None:
    page = await get(port, "page")
    assert (page.content_type, page.data) == ("text/html", b"<p>Tekst</p>")
    assert page.url == f"http://example.org:{port}/page"


async def test_a_name_is_resolved_once_a_request(port: int) -> None:
    names = Names({"example.org": "127.0.0.1"})
    await fetch(
        f"http://example.org:{port}/page", allowed=only_this_machine, resolver=names, ports={"http": (port,)}
    )
    assert names.asked == ["example.org"]


async def test_redirects_are_followed_without_cookies(port: int) -> None:
    page = await get(port, f"to?to=/to%3Fto=http://example.org:{port}/cookies")
    assert page.url == f"http://example.org:{port}/cookies"
    assert page.data == b"{}"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://10.0.0.1/", "leads to 10.0.0.1, which is not an address of the public internet"),
        ("http://intern.example.org/", "leads to 10.0.0.2"),
        ("http://[::1]/", "leads to ::1"),
        ("http://2130706434/", "cannot be fetched"),
        ("http://１２７.0.0.2/", "leads to 127.0.0.2"),
        ("http://127。0。0。2/", "leads to 127.0.0.2"),
        ("http://①②⑦.⓪.⓪.②/", "leads to 127.0.0.2"),
        ("https://example.org/", "is not a link that starts with"),
        ("file:///etc/passwd", "is not a link that starts with"),
        ("http://example.org:22/", "uses port 22"),
        ("/to?to=/to?to=/to?to=/to?to=/page", "leads on more than 3 times"),
    ],
)
async def test_a_redirect_is_checked_like_a_link(port: int, target: str, words: str) -> None:
    with pytest.raises(ContentError) as error:
        await get(port, "to?to=" + target.replace("?", "%3F"), **{"intern.example.org": "10.0.0.2"})
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("weg", "answered 404"),
        ("endless", "larger than 200,000 bytes"),
        ("slow", "did not answer within 2 seconds"),
    ],
)
async def test_what_goes_wrong_is_told(port: int, path: str, words: str) -> None:
    with pytest.raises(ContentError, match=words):
        await get(port, path)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://127.0.0.1/", "leads to 127.0.0.1"),
        ("https://１２７.0.0.1/", "leads to 127.0.0.1"),
        ("https://127。0。0。1/", "leads to 127.0.0.1"),
        ("https://①②⑦.⓪.⓪.①/", "leads to 127.0.0.1"),
        ("https://169.254.169.254/latest/meta-data/", "leads to 169.254.169.254"),
        ("https://[::ffff:127.0.0.1]/", "leads to ::ffff:127.0.0.1"),
        ("http://example.org/", "starts with https://, and nothing else is fetched"),
        ("https://example.org:8080/", "uses port 8080; only 443 is allowed"),
        ("https://example.org:80/", "uses port 80; only 443 is allowed"),
        ("https://vera:geheim@example.org/", "holds a name or password"),
        ("ftp://example.org/", "starts with https://"),
        ("https://", "starts with https://"),
        ("https://example.org:x/", "is not a link"),
        ("https://bestaat-niet.example/", "'bestaat-niet.example' is not known"),
    ],
)
async def test_a_link_that_must_not_be_fetched_is_refused(url: str, words: str) -> None:
    assert words in await refused(url)


async def test_a_name_that_leads_inside_is_refused_by_its_address() -> None:
    inside = Names({"example.org": "192.168.1.10"})
    assert "leads to 192.168.1.10" in await refused("https://example.org/", inside)


async def test_the_machine_s_own_resolver_is_checked_too() -> None:
    with pytest.raises(ContentError, match="not an address of the public internet"):
        await fetching.fetch("https://localhost/")
    with pytest.raises(ContentError, match="cannot be fetched"):
        await fetching.fetch("https://2130706433/")


@pytest.mark.parametrize("host", ["１２７.0.0.1", "127。0。0。1", "127｡0．0.1", "①②⑦.⓪.⓪.①"])
async def test_an_address_in_other_digits_opens_no_connection(port: int, host: str) -> None:
    """However it is parsed, a link or a redirect is checked by the address that is actually connected to."""
    opened: list[object] = []

    class Counted(socket.socket):
        def __init__(self, *given: int) -> None:
            opened.append(given)
            super().__init__(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.library.importing.fetching.socket.socket", Counted)
        with pytest.raises(
            ContentError, match=r"leads to 127\.0\.0\.1, which is not an address of the public"
        ):
            await fetch(f"http://{host}:{port}/page", ports={"http": (port,)}, seconds=2)
    assert opened == []


def test_the_limits_are_those_that_are_promised() -> None:
    assert (fetching.SECONDS, fetching.REDIRECTS, fetching.MAX_BYTES) == (5, 3, 2 * 1024 * 1024)
    assert dict(fetching.PORTS) == {"https": (443,)}
