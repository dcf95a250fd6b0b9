"""The report of ../report: which scenario is played in which language; and what was played here."""

from __future__ import annotations

import re
from typing import Final, Literal

from scenario_format import ROOT

Client = Literal["sync", "async"]

PLAYED: Final[dict[Client, list[str]]] = {"sync": [], "async": []}
"""The scenarios that were found good. test_the_report.py holds them to the report, when all others have run."""

_COLUMNS: Final[dict[Client, int]] = {"sync": 3, "async": 4}


def listed(client: Client) -> list[str]:
    """The names that are ticked in its column."""
    text = (ROOT / "report" / "README.md").read_text(encoding="utf-8")
    rows = re.finditer(r"^\| (.*) \| (.*) \| (.*) \| (.*) \|$", text, re.MULTILINE)
    return [re.sub(r"\\(.)", r"\1", row[1]) for row in rows if row[_COLUMNS[client]] == "✔"]
