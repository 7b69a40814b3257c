"""The ledger of the simulation passes the contract tests of the real ones, so its results hold for them."""

from __future__ import annotations

import pytest

from bot.channels.ports import ChannelStore
from bot.delivery.ports import Ledger
from tests.contracts import test_store_ledger as contract
from tests.fakes.ledger import MemoryChannels, MemoryDatabase, MemoryLedger


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
def ledger(database: MemoryDatabase) -> Ledger:
    return MemoryLedger(database)


@pytest.fixture
def store(database: MemoryDatabase) -> ChannelStore:
    return MemoryChannels(database)


channel = contract.channel
globals().update({name: test for name, test in vars(contract).items() if name.startswith("test_")})
