"""The pacing of the simulation passes the contract tests of the real one."""

from __future__ import annotations

import pytest

from bot.delivery.ports import Ledger, PacingStore
from tests.contracts import test_store_pacing as contract
from tests.fakes.ledger import MemoryDatabase, MemoryLedger, MemoryPacing


@pytest.fixture
def memory() -> MemoryLedger:
    return MemoryLedger(MemoryDatabase())


@pytest.fixture
def pacing(memory: MemoryLedger) -> PacingStore:
    return MemoryPacing(memory)


@pytest.fixture
async def ledger(memory: MemoryLedger) -> Ledger:
    return await contract.with_work(memory)


globals().update({name: test for name, test in vars(contract).items() if name.lower().startswith("test")})
