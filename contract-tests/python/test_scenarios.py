"""Plays every scenario with both Python clients, against the real server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from async_driver import AsyncDriver
from real_server import Judge
from report import PLAYED
from scenario_calls import Outcome
from scenario_compare import compare
from scenario_format import Json, bound, load_scenarios, refresh
from scenario_match import Bindings, same
from sync_driver import SyncDriver


@pytest.mark.parametrize("driver", [SyncDriver, AsyncDriver], ids=["sync", "async"])
@pytest.mark.parametrize("scenario", load_scenarios(), ids=lambda scenario: scenario["name"])
def test_the_client_and_the_server_keep_the_contract(
    scenario: Json, driver: type[SyncDriver | AsyncDriver], server: str, judge: Judge
) -> None:
    bindings: Bindings = {}
    problems: list[str] = []
    for entry in refresh(scenario)["calls"]:
        calls = [bound(call, bindings) for call in entry.get("together", [entry])]
        for call, (outcome, exchanges) in zip(calls, driver(server).play(calls), strict=True):
            problems += [f"wire: {line}" for exchange in exchanges for line in judge.problems(exchange)]
            problems += [f"client: {line}" for line in [*outcome.pop("odd", []), *unfaithful(outcome, exchanges, call)]]
            problems += [f"expected: {line}" for line in compare(call["expect"], outcome, bindings)]
    assert problems == []
    PLAYED[driver.client].append(scenario["name"])


def unfaithful(outcome: Outcome, exchanges: list[Json], call: Json) -> list[str]:
    """What a client hands out is what was on the wire."""
    if not exchanges and outcome.get("error", {}).get("class") == "TimeoutError":
        return []
    if len(exchanges) != 1:
        return [f"there were {len(exchanges)} requests, and not one"]
    body: str = exchanges[0]["body"]
    media_type: str = exchanges[0]["headers"].get("content-type", "").partition(";")[0]
    if "events" in outcome:
        sent = [json.loads(line.removeprefix("data: ")) for line in body.split("\n") if line.startswith("data: ")]
        events: list[Any] = outcome["events"]
        return [] if same(events, sent[: len(events)]) else ["its events are not those on the wire"]
    if "result" not in outcome or media_type != "application/json" or "orThrow" in call["client"]:
        return []
    return [] if same(outcome["result"], json.loads(body)) else ["its result is not that on the wire"]
