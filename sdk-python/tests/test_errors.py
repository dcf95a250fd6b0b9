"""The errors as a program meets them."""

from __future__ import annotations

import builtins
import copy
import pickle

import pytest

from fake_answers import answer
from fake_server import FAILURE
from flowlang._answers import result_of
from flowlang.client import (
    APIError,
    ConnectionError,
    ErrorInfo,
    Failure,
    FlowExecutionError,
    FlowLangError,
    FlowNotFoundError,
    TimeoutError,
    UnexpectedResponseError,
)

ERRORS: list[FlowLangError] = [
    FlowNotFoundError("m", status=404, code="flow_not_found", request_id="r", problem={"a": 1}, headers={"b": "c"}),
    ConnectionError("m", retryable=False),
    TimeoutError("m", phase="idle"),
    UnexpectedResponseError("m", place="/a", status=200),
    FlowExecutionError("id", ErrorInfo(type="T", message="m", raw={"type": "T", "message": "m"}), flow="Greet"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_can_cross_to_another_process(error: FlowLangError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.__dict__ == error.__dict__


def test_the_names_of_the_language_catch_ours_too() -> None:
    assert isinstance(ConnectionError("m"), builtins.ConnectionError)
    assert isinstance(TimeoutError("m", phase="total"), builtins.TimeoutError)
    assert not issubclass(ConnectionError, APIError)


def failure(**error: object) -> Failure:
    result = result_of({**FAILURE, "error": error}, answer(200))
    assert isinstance(result, Failure)
    return result


def test_or_raise_names_the_flow_the_step_and_the_reason() -> None:
    result = result_of(FAILURE, answer(200))
    with pytest.raises(FlowExecutionError) as caught:
        result.or_raise()
    assert caught.value.execution_id == FAILURE["execution_id"]
    assert caught.value.error is result.error
    assert str(caught.value) == (
        "Flow Greet failed at step charge (task ChargeCard, 3 attempts): CardDeclined: no funds "
        f"(execution {FAILURE['execution_id']})"
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"type": "T", "message": "m"}, "Flow Greet failed: T: m"),
        ({"type": "T", "message": "m", "step_id": "a", "attempts": 1}, "Flow Greet failed at step a: T: m"),
        ({"type": "Cancelled", "message": "why"}, "Flow Greet was cancelled: Cancelled: why"),
    ],
)
def test_or_raise_says_no_more_than_it_knows(error: dict[str, object], words: str) -> None:
    with pytest.raises(FlowExecutionError) as caught:
        failure(**error).or_raise()
    assert str(caught.value).startswith(words)


def test_only_what_may_pass_is_retryable() -> None:
    assert [error.retryable for error in ERRORS] == [False, False, True, False, False]
