from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from real_server import Judge, judging, serving
from scenario_format import ROOT

sys.path.append(str(ROOT / "generated"))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server of the flows for testing."""
    with serving(ROOT / "flows") as url:
        yield url


@pytest.fixture(scope="session")
def judge(server: str) -> Iterator[Judge]:
    with judging(server) as judge:
        yield judge
