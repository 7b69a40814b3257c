"""The proxy for an address follows from the variables, however they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from unittest import mock

import pytest
from yarl import URL

from bot.core.inputs.proxies import Proxies, ProxyUnusable

SLACK = "https://slack.com/api/"


@pytest.fixture(autouse=True)
def empty_environment() -> Iterator[None]:
    with mock.patch.dict(os.environ, clear=True):
        yield


def way(url: str, **variables: str) -> str | None:
    with mock.patch.dict(os.environ, variables):
        found = Proxies.of_environment().of(URL(url))
    return None if found is None else str(found)


def test_without_variables_nothing_goes_through_a_proxy() -> None:
    assert way(SLACK) is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize("url", [SLACK, "wss://wss-primary.slack.com/link"])
def test_each_spelling_is_obeyed_by_requests_and_sockets_alike(name: str, url: str) -> None:
    assert way(url, **{name: "http://proxy:3128"}) == "http://proxy:3128"
    assert way(url.replace("s:", ":", 1), **{name: "http://proxy:3128"}) is None


def test_the_small_letters_win_as_in_the_standard_library() -> None:
    assert way(SLACK, HTTPS_PROXY="http://big:1", https_proxy="http://small:1") == "http://small:1"


@pytest.mark.parametrize("value", ["proxy:3128", " http://proxy:3128\n", '"http://proxy:3128"'])
def test_a_proxy_is_understood_as_people_write_it(value: str) -> None:
    assert way(SLACK, HTTPS_PROXY=value) == "http://proxy:3128"


@pytest.mark.parametrize(
    "value", ["socks5://proxy:1080", "http://", "http://proxy:poort", "http://[", "ftp://x"]
)
def test_a_proxy_that_cannot_be_used_is_named_without_its_value(value: str) -> None:
    with pytest.raises(ProxyUnusable, match="HTTPS_PROXY is not a proxy that the bot can use") as raised:
        way(SLACK, HTTPS_PROXY=value)
    assert value == "http://" or value not in str(raised.value)


DIRECT = [
    "*", "slack.com", ".slack.com", "*.slack.com", "SLACK.com", "a.example, slack.com", "a.example slack.com",
    "slack.com:443", ".slack.com:443", "com", "a.example,*",
]  # fmt: skip


@pytest.mark.parametrize("entry", DIRECT)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_what_no_proxy_names_is_reached_directly(entry: str, name: str) -> None:
    url = "https://files.slack.com/x"
    assert way(url, HTTPS_PROXY="http://proxy:1", **{name: entry}) is None


@pytest.mark.parametrize(
    "entry", ["", "lack.com", "slack.com.example", "slack.com:8443", "api.slack.com", "10.0.0.0/8", "8.8.8.8"]
)
def test_what_no_proxy_does_not_name_goes_through_the_proxy(entry: str) -> None:
    assert way(SLACK, HTTPS_PROXY="http://proxy:1", NO_PROXY=entry) == "http://proxy:1"


@pytest.mark.parametrize(
    ("url", "entry", "direct"),
    [
        ("https://10.1.2.3/", "10.0.0.0/8", True),
        ("https://10.1.2.3/", "10.1.2.3", True),
        ("https://10.1.2.3/", "10.1.2.3:443", True),
        ("https://10.1.2.3:8443/", "10.1.2.3:443", False),
        ("https://11.1.2.3/", "10.0.0.0/8", False),
        ("https://10.1.2.33/", "10.1.2.3", False),
        ("https://[fd00::1]/", "fd00::/8", True),
        ("https://[fd00::1]/", "[fd00::1]", True),
        ("https://[fd00::1]:8443/", "[fd00::1]:8443", True),
        ("https://[fd00::1]/", "[fd00::1]:8443", False),
        ("https://[fe00::1]/", "fd00::/8", False),
        ("https://10.1.2.3/", "onzin/99,10.0.0.0/8", True),
    ],
)
def test_addresses_are_compared_as_addresses_and_networks(url: str, entry: str, direct: bool) -> None:
    assert (way(url, HTTPS_PROXY="http://proxy:1", NO_PROXY=entry) is None) == direct
