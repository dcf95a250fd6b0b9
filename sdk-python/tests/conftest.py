"""Fixtures that run one test through every way to call or to read."""

from __future__ import annotations

import pytest

from driver import CALLS, READERS, Call, Read


@pytest.fixture(params=list(CALLS.values()), ids=list(CALLS))
def call(request: pytest.FixtureRequest) -> Call:
    made: Call = request.param
    return made


@pytest.fixture(params=list(READERS.values()), ids=list(READERS))
def read(request: pytest.FixtureRequest) -> Read:
    made: Read = request.param
    return made


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLOWLANG_BASE_URL", "FLOWLANG_API_KEY", "FLOWLANG_LOG"):
        monkeypatch.delenv(name, raising=False)
