"""Shared by several tests of the import."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """The folder of documents that is imported."""
    return tmp_path / "in"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The company's own articles."""
    return tmp_path / "out"
