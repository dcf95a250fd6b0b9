"""Plays scenarios with faults with both clients, and says what is wrong: with what the caller saw, and the proxy."""

from __future__ import annotations

import asyncio
import ssl
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx
from flowlang.client import AsyncFlowLangClient, FlowLangClient, Retry, Timeout

import async_driver
import sync_driver
from fault_report import compare_saw, compare_streams
from running_proxy import ProxySession, RunningProxy
from scenario_calls import Outcome, python_name
from scenario_compare import compare
from scenario_format import Json, bound, refresh
from scenario_match import Bindings
from sync_abort import SyncAbort, interrupt_when

AT_ONCE: Final = 16
PATIENCE: Final = 30.0
# Made once: it takes longer than most scenarios.
TLS: Final = ssl.create_default_context()
LIMITS: Final = httpx.Limits(max_connections=None)


RETRY: Final[Json] = {"attempts": 3, "baseDelay": 5, "maxDelay": 20}
"""Waits that are short; in milliseconds, as scenarios have them."""
TIMEOUT: Final[Json] = {"attempt": 10_000, "total": 20_000, "idle": 10_000}
"""Limits that only a client which hangs would reach."""


def options_of(given: Json) -> dict[str, Any]:
    """The options of a client or of a call in Python's spelling."""
    spelled: dict[str, Any] = {}
    if "retry" in given:
        retry: Json = given["retry"] or {}
        values = {python_name(name): ms if name == "attempts" else ms / 1000 for name, ms in retry.items()}
        spelled["retry"] = Retry(**values) if retry else None
    if "timeout" in given:
        spelled["timeout"] = Timeout(**{name: ms / 1000 for name, ms in given["timeout"].items()})
    return spelled | {python_name(name): given[name] for name in ("apiKey", "headers") if name in given}


def options_of_client(scenario: Json) -> dict[str, Any]:
    given: Json = scenario.get("options", {})
    # A client that has lost a rule shall fail, and not wait for ever: the limits that are not given stay.
    timeout = {**TIMEOUT, **given.get("timeout", {})}
    return options_of({"retry": RETRY, **given, "timeout": timeout})


class Play:
    """One scenario as it is played: its calls are made one after the other, then the proxy is asked what it saw."""

    def __init__(self, written: Json, proxy: RunningProxy) -> None:
        self.scenario = refresh(written)
        self.session: ProxySession = proxy.begin(self.scenario["proxy"])
        self.options: dict[str, Any] = {"base_url": self.session.url, **options_of_client(self.scenario)}
        self.problems: list[str] = []
        self._bindings: Bindings = {}
        self._streams: list[tuple[str, Outcome]] = []

    def bound(self, call: Json) -> Json:
        return {**bound(call, self._bindings), "options": options_of(call.get("with", {}))}

    def is_done(self, call: Json, outcome: Outcome, since: float) -> bool:
        """Whether it is not to be repeated."""
        is_met = "repeat" not in call or compare(_own(call), outcome, dict(self._bindings)) == []
        return is_met or time.monotonic() - since > PATIENCE

    def judge(self, call: Json, outcome: Outcome) -> None:
        events = call["expect"].get("events")
        self.problems += [f"client: {line}" for line in outcome.pop("odd", [])]
        self.problems += compare(_own(call), outcome, self._bindings)
        if isinstance(events, str):
            self._streams.append((events, outcome))

    def end(self) -> list[str]:
        report = self.session.end()
        self.problems += [
            line for pattern, outcome in self._streams for line in compare_streams(pattern, outcome, report)
        ]
        self.problems += compare_saw(self.scenario["saw"], report, self._bindings)
        return self.problems


def _own(call: Json) -> Json:
    """What is expected without the events of the server: they are known at the end."""
    expect: Json = call["expect"]
    return {key: value for key, value in expect.items() if key != "events" or not isinstance(value, str)}


def play_sync(written: Json, proxy: RunningProxy) -> list[str]:
    play = Play(written, proxy)
    with httpx.Client(verify=TLS, limits=LIMITS) as http, FlowLangClient(**play.options, http_client=http) as client:
        for call in play.scenario["calls"]:
            since = time.monotonic()
            while True:
                outcome = _once_sync(client, play.bound(call), play.session)
                if play.is_done(call, outcome, since):
                    break
                time.sleep(0.2)
            play.judge(call, outcome)
        return play.end()


def _once_sync(client: FlowLangClient, call: Json, session: ProxySession) -> Outcome:
    if "direct" in call:
        with httpx.Client(verify=TLS) as http:
            return sync_driver.call_client(FlowLangClient(session.server, http_client=http), call)
    moment: str | None = call.get("abort")
    if moment is None:
        return sync_driver.call_client(client, call)
    wait: Callable[[], None] | None = None if moment in ("event", "before") else (lambda: session.wait(moment))
    if call["client"]["method"] in ("executeFlowStream", "executionEvents"):
        return sync_driver.call_client(client, call, SyncAbort(wait, at_once=moment == "before"))
    assert wait is not None, "a call that was not made cannot be interrupted"
    with warnings.catch_warnings():
        # socket.create_connection, interrupted, leaves it to the collector to close what it has begun.
        warnings.filterwarnings("ignore", "unclosed <socket", ResourceWarning)
        return _interrupted(client, call, wait)


def _interrupted(client: FlowLangClient, call: Json, wait: Callable[[], None]) -> Outcome:
    interrupt_when(wait)
    try:
        return sync_driver.call_client(client, call)
    except KeyboardInterrupt:
        return {"aborted": True}


async def play_async(written: Json, proxy: RunningProxy) -> list[str]:
    play = await asyncio.to_thread(Play, written, proxy)
    async with (
        httpx.AsyncClient(verify=TLS, limits=LIMITS) as http,
        AsyncFlowLangClient(**play.options, http_client=http) as client,
    ):
        for call in play.scenario["calls"]:
            since = time.monotonic()
            while True:
                outcome = await _once_async(client, play.bound(call), play.session)
                if play.is_done(call, outcome, since):
                    break
                await asyncio.sleep(0.2)
            play.judge(call, outcome)
        return await asyncio.to_thread(play.end)


async def _once_async(client: AsyncFlowLangClient, call: Json, session: ProxySession) -> Outcome:
    if "direct" in call:
        async with httpx.AsyncClient(verify=TLS) as http:
            return await async_driver.call_client(AsyncFlowLangClient(session.server, http_client=http), call)
    moment: str | None = call.get("abort")
    if moment is None:
        return await async_driver.call_client(client, call)
    running = asyncio.create_task(async_driver.call_client(client, call, aborts=True))
    if moment == "before":
        running.cancel()
    elif moment != "event":
        await asyncio.to_thread(session.wait, moment)
        running.cancel()
    try:
        return await running
    except asyncio.CancelledError:
        # Before it began.
        return {"aborted": True}


def needs_main_thread(scenario: Json) -> bool:
    """Only there a signal becomes a KeyboardInterrupt."""
    streams = ("executeFlowStream", "executionEvents")
    return any("abort" in call and call["client"]["method"] not in streams for call in scenario["calls"])


def play_all_sync(scenarios: list[Json], proxy: RunningProxy) -> dict[str, list[str]]:
    """By name what is wrong; many at once."""
    alone = [scenario for scenario in scenarios if needs_main_thread(scenario)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        running = {one["name"]: pool.submit(_told, play_sync, one, proxy) for one in scenarios if one not in alone}
        told = {name: future.result() for name, future in running.items()}
    return told | {one["name"]: _told(play_sync, one, proxy) for one in alone}


def _told(play: Callable[[Json, RunningProxy], list[str]], scenario: Json, proxy: RunningProxy) -> list[str]:
    try:
        return play(scenario, proxy)
    except Exception as error:
        return [f"the driver failed: {type(error).__name__}: {error}"]


def play_all_async(scenarios: list[Json], proxy: RunningProxy) -> dict[str, list[str]]:
    async def main() -> dict[str, list[str]]:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(scenario: Json) -> list[str]:
            async with room:
                try:
                    return await play_async(scenario, proxy)
                except Exception as error:
                    return [f"the driver failed: {type(error).__name__}: {error}"]

        told = await asyncio.gather(*(one(scenario) for scenario in scenarios))
        return {scenario["name"]: lines for scenario, lines in zip(scenarios, told, strict=True)}

    return asyncio.run(main())
