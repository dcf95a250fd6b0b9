"""The scenarios with faults, as ../README.md describes them. The TypeScript driver plays the same files."""

from __future__ import annotations

import json
from typing import Any, cast

from scenario_format import ROOT, Json


def load_fault_scenarios() -> list[Json]:
    files = sorted((ROOT / "scenarios" / "faults").glob("*.json"))
    written = [one for file in files for one in json.loads(file.read_text(encoding="utf-8"))]
    return [_with_calls(scenario) for one in written for scenario in _expand(one)]


def _expand(written: Json) -> list[Json]:
    """`each` stands for as many scenarios as it has values; with several names for all combinations. Text is a set."""
    scenario = {key: value for key, value in written.items() if key != "each"}
    texts = [json.dumps(scenario)]
    for name, values in written.get("each", {}).items():
        if isinstance(values, str):
            values = json.loads((ROOT / "scenarios" / "sets" / f"{values}.json").read_text(encoding="utf-8"))
        texts = [_filled(text, name, value) for text in texts for value in values]
    return [json.loads(text) for text in texts]


def _filled(text: str, name: str, given: Any) -> str:
    """A gap `<name>` is filled with the value where it is the whole text, and within a longer one with its words. A
    value with `words` has more: `<name.key>` is what it has under `key`.
    """
    parts: Json = {"words": given, "value": given}
    if isinstance(given, dict) and "words" in given:
        parts = cast("Json", given)
    gaps: list[tuple[str, Any, Any]] = [("", parts["value"], parts["words"])]
    gaps += [(f".{key}", one, one) for key, one in parts.items() if key not in ("words", "value")]
    for key, whole, part in gaps:
        text = text.replace(f'"<{name}{key}>"', json.dumps(whole)).replace(f"<{name}{key}>", str(part))
    return text


def _with_calls(scenario: Json) -> Json:
    if "calls" in scenario:
        return scenario
    of_call = ("client", "expect", "abort", "repeat", "direct", "with")
    rest = {key: value for key, value in scenario.items() if key not in of_call}
    return {**rest, "calls": [{key: scenario[key] for key in of_call if key in scenario}]}
