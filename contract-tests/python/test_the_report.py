"""Nothing is listed in the report that was not played, and nothing played that is not listed."""

from __future__ import annotations

import pytest

from report import PLAYED, Client, listed


@pytest.mark.parametrize("client", ["sync", "async"])
def test_all_that_the_report_lists_was_played_and_nothing_else(client: Client) -> None:
    if not PLAYED[client]:
        pytest.skip("needs test_scenarios.py and test_faults.py in the same run")
    assert sorted(PLAYED[client]) == sorted(listed(client))
