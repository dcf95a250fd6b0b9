"""Plays every scenario with faults with both Python clients: the real server, and the proxy before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from fault_play import play_all_async, play_all_sync
from fault_scenarios import load_fault_scenarios
from report import PLAYED, Client
from running_proxy import RunningProxy, proxying
from scenario_format import Json

PLAYERS: Final[dict[Client, Callable[[list[Json], RunningProxy], dict[str, list[str]]]]] = {
    "sync": play_all_sync,
    "async": play_all_async,
}
SCENARIOS: Final = load_fault_scenarios()
PLAYS: Final[dict[str, tuple[Client, Json]]] = {
    f"{scenario['name']} ({client})": (client, scenario)
    for client in PLAYERS
    for scenario in SCENARIOS
    if f"python {client}" not in scenario.get("except", {})
}

Told = dict[Client, dict[str, list[str]]]
"""By client and by scenario what is wrong."""


@pytest.fixture(scope="module")
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """All that this run has asked for, played before the first of them: at the same time, for most of them wait."""
    specs: list[Any] = [getattr(item, "callspec", None) for item in request.session.items]
    asked = {spec.params.get("name") for spec in specs if spec is not None}
    wanted = [play for name, play in PLAYS.items() if name in asked]
    with proxying() as proxy:
        yield {
            client: player([scenario for by, scenario in wanted if by == client], proxy)
            for client, player in PLAYERS.items()
        }


def test_no_two_scenarios_have_one_name() -> None:
    names = [scenario["name"] for scenario in SCENARIOS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in PLAYS])
def test_the_client_keeps_its_rules(name: str, told: Told) -> None:
    client, scenario = PLAYS[name]
    assert told[client][scenario["name"]] == []
    PLAYED[client].append(scenario["name"])
