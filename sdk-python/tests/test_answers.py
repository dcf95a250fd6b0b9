"""How answers are read, into results and into errors. No network."""

from __future__ import annotations

import time
from typing import Any

import pytest

from fake_answers import answer, problem
from fake_server import FAILURE, SUCCESS
from flowlang import _operations as operations
from flowlang._answers import Answer, api_error, read_result
from flowlang.client import (
    APIError,
    AuthenticationError,
    ConflictError,
    Failure,
    FlowNotFoundError,
    FlowNotReadyError,
    InvalidInputsError,
    RateLimitError,
    ServerError,
    Success,
    UnexpectedResponseError,
)


def test_a_success_has_attributes_and_reads_like_its_json() -> None:
    result = read_result(answer(200, {**SUCCESS, "later": [1]}))
    assert isinstance(result, Success)
    assert (result.success, result.outputs, result.error) == (True, {"text": "Hello"}, None)
    assert (result.flow, result.execution_time_ms, result.request_id) == ("Greet", 2.5, "req-1")
    assert (result.terminated, result.termination_reason) == (False, None)
    assert result["outputs"] == {"text": "Hello"}
    assert "error" not in result
    assert result.get("later") == [1]
    assert dict(result) == {**SUCCESS, "later": [1]} == result
    assert result
    assert result.or_raise() == {"text": "Hello"}


def test_a_flow_that_was_ended_by_an_exit_says_so() -> None:
    result = read_result(answer(200, {**SUCCESS, "terminated": True, "termination_reason": "nothing to do"}))
    assert (result.terminated, result.termination_reason) == (True, "nothing to do")


def test_a_failure_is_a_result_that_is_false() -> None:
    result = read_result(answer(200, FAILURE))
    assert isinstance(result, Failure)
    assert (result.success, result.outputs, result.terminated) == (False, None, False)
    assert (result.error.type, result.error["message"], result.error.attempts) == ("CardDeclined", "no funds", 3)
    assert "outputs" not in result
    assert not result


@pytest.mark.parametrize(
    ("body", "place", "words"),
    [
        ({}, "/success", "expected a boolean, got nothing"),
        ({**SUCCESS, "success": "yes"}, "/success", 'expected a boolean, got "yes"'),
        ({**SUCCESS, "outputs": [1]}, "/outputs", "expected an object, got an array"),
        ({**SUCCESS, "execution_time_ms": "2"}, "/execution_time_ms", "expected a number"),
        ({**SUCCESS, "execution_id": None}, "/execution_id", "expected a string, got null"),
        ({k: v for k, v in SUCCESS.items() if k != "outputs"}, "/outputs", "expected an object, got nothing"),
        ({**FAILURE, "error": {"type": "X"}}, "/error/message", "expected a string, got nothing"),
        ({**FAILURE, "error": {"type": "X", "message": "m", "attempts": True}}, "/error/attempts", "an integer"),
        ([], "", "expected an object, got an array"),
        (b"", "", "expected JSON, got an empty body"),
        (b"{", "", "expected JSON"),
        (b'{"success": NaN}', "", "expected JSON"),
        (b"\xff", "", "expected JSON"),
    ],
)
def test_a_result_that_is_not_what_the_document_says_is_an_error_with_the_place(
    body: Any, place: str, words: str
) -> None:
    with pytest.raises(UnexpectedResponseError) as caught:
        read_result(answer(200, body))
    assert caught.value.place == place
    assert words in str(caught.value)
    assert (caught.value.status, caught.value.request_id) == (200, "req-1")


def test_a_place_is_a_json_pointer_also_with_slashes_in_it() -> None:
    health = {"status": "healthy", "flows": {"a/b~c": {"ready": True}}}
    with pytest.raises(UnexpectedResponseError) as caught:
        operations.health().read(answer(200, health))
    assert caught.value.place == "/flows/a~1b~0c/implementation_status"


def test_a_list_is_read_as_it_came_with_keys_that_are_not_known_here() -> None:
    parameter = {"name": "x", "type": "string", "later": 1}
    flow: dict[str, Any] = {
        "name": "A",
        "status": "ready",
        "inputs": [parameter],
        "outputs": [],
        "tags": ["t"],
        "later": {"k": None},
    }
    assert operations.list_flows().read(answer(200, [flow])) == [flow]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"status": "asleep"}, "/1/status"),
        ({"tags": [1]}, "/1/tags/0"),
        ({"inputs": [{"name": "x"}]}, "/1/inputs/0/type"),
        ({"description": 7}, "/1/description"),
    ],
)
def test_a_wrong_item_of_a_list_is_named_by_its_number(change: dict[str, Any], place: str) -> None:
    flow: dict[str, Any] = {"name": "A", "status": "ready", "inputs": [], "outputs": [], "tags": []}
    with pytest.raises(UnexpectedResponseError) as caught:
        operations.list_flows().read(answer(200, [flow, {**flow, **change}]))
    assert caught.value.place == place


def test_details_tasks_and_health_are_checked_and_given_as_they_came() -> None:
    flow: dict[str, Any] = {"name": "A", "status": "invalid", "inputs": [], "outputs": [], "tags": []}
    diagnostic = {"file": "flow.yaml", "line": 1, "column": 2, "code": "c", "severity": "error", "message": "m"}
    detail = {**flow, "diagnostics": [diagnostic], "input_schema": {"type": "object"}}
    assert operations.get_flow("A").read(answer(200, detail)) == detail
    summary = {"total": 1, "implemented": 0, "pending": 1, "progress": "0/1 (0.0%)"}
    tasks = {"flow": "A", "tasks": [{"name": "T", "implemented": False}], "summary": summary}
    assert operations.list_tasks("A").read(answer(200, tasks)) == tasks
    health = {"status": "degraded", "flows": {"A": {"implementation_status": "0/1 (0.0%)", "ready": False}}}
    assert operations.health().read(answer(200, health)) == health


def test_a_diagram_is_text_and_nothing_else() -> None:
    read = operations.visualize("A").read
    assert read(answer(200, "flowchart TD\n ä".encode(), "text/plain; charset=utf-8")) == "flowchart TD\n ä"
    with pytest.raises(UnexpectedResponseError, match=r"expected text/plain, got an HTML page \(Hello\)"):
        read(answer(200, b"<html><title>Hello</title>", "text/html"))


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, "flow_not_found", FlowNotFoundError),
        (404, "not_found", APIError),
        (422, "invalid_inputs", InvalidInputsError),
        (422, "idempotency_key_reused", APIError),
        (401, "unauthorized", AuthenticationError),
        (403, "forbidden", AuthenticationError),
        (409, "conflict", ConflictError),
        (429, "rate_limited", RateLimitError),
        (500, "internal_error", ServerError),
        (503, "flow_not_ready", FlowNotReadyError),
        (503, "flow_invalid", ServerError),
        (503, "server_full", ServerError),
        (400, "invalid_json", APIError),
        (418, "of_a_later_version", APIError),
    ],
)
def test_a_problem_becomes_the_error_of_its_code_or_status(status: int, code: str, kind: type[APIError]) -> None:
    error = api_error(answer(status, problem(code, status), "application/problem+json"))
    assert type(error) is kind
    assert (error.status, error.code, error.request_id) == (status, code, "req-1")
    assert error.problem == problem(code, status)
    assert error.headers["X-Request-ID"] == "req-1"
    assert str(error) == f"A detail. (HTTP {status}, {code}, request req-1)"


def test_invalid_inputs_list_what_is_wrong() -> None:
    errors = [{"path": "/items/0/quantity", "message": "must be >= 1", "keyword": "minimum"}]
    error = api_error(answer(422, problem("invalid_inputs", 422, errors=errors)))
    assert isinstance(error, InvalidInputsError)
    assert error.errors == errors
    assert "[/items/0/quantity: must be >= 1]" in str(error)


def test_of_many_wrong_inputs_the_message_shows_the_first() -> None:
    errors = [{"path": f"/{i}", "message": "no", "keyword": "k"} for i in range(9)]
    error = api_error(answer(422, problem("invalid_inputs", 422, errors=errors)))
    assert "/4: no; and 4 more]" in str(error)


def test_a_flow_that_is_not_ready_names_its_pending_tasks() -> None:
    more = {"pending_tasks": ["A", "B"], "implementation_progress": "1/3 (33.3%)"}
    error = api_error(answer(503, problem("flow_not_ready", 503, **more)))
    assert isinstance(error, FlowNotReadyError)
    assert (error.pending_tasks, error.progress) == (["A", "B"], "1/3 (33.3%)")
    assert "Not implemented: A, B." in str(error)


@pytest.mark.parametrize("more", [{}, {"pending_tasks": "A", "implementation_progress": 3}])
def test_a_problem_that_says_less_than_it_should_is_still_that_problem(more: dict[str, Any]) -> None:
    error = api_error(answer(503, problem("flow_not_ready", 503, **more)))
    assert isinstance(error, FlowNotReadyError)
    assert (error.pending_tasks, error.progress) == ([], "")
    invalid = api_error(answer(422, problem("invalid_inputs", 422, errors={"a": 1})))
    assert isinstance(invalid, InvalidInputsError)
    assert invalid.errors == []


def test_a_rate_limit_says_when_to_ask_again() -> None:
    error = api_error(answer(429, problem("rate_limited", 429), retry_after="7", **{"retry-after": "7"}))
    assert isinstance(error, RateLimitError)
    assert error.retry_after == 7


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        (
            answer(502, b"<html><head><title>502 Bad\nGateway</title>", "text/html"),
            ServerError,
            "answered 502 Bad Gateway, with an HTML page (502 Bad Gateway). A gateway in front",
        ),
        (answer(504, b"", None), ServerError, "answered 504 Gateway Timeout, with an empty body"),
        (answer(404, b"<html>", "text/html"), APIError, "Is base_url that of a FlowLang server"),
        (answer(400, b"nope", "text/plain"), APIError, "with text/plain (nope)"),
        (answer(429, b'{"message": "slow"}'), RateLimitError, 'with application/json ({"message": "slow"})'),
        (answer(599, b"\xff\xfe", None), ServerError, "599 (unknown status), with a body without a type"),
        (
            answer(307, b"", None, location="https://x/"),
            APIError,
            "redirects to https://x/ (HTTP 307); the",
        ),
    ],
)
def test_an_answer_that_is_no_problem_document_is_described(given: Answer, kind: type[APIError], words: str) -> None:
    error = api_error(given)
    assert type(error) is kind
    assert (error.code, error.problem, error.request_id) == (None, None, "req-1")
    assert words in str(error)


@pytest.mark.parametrize("status", [201, 202, 204])
def test_another_success_than_200_is_not_what_the_document_says(status: int) -> None:
    with pytest.raises(UnexpectedResponseError, match=f"expected status 200, got {status}"):
        read_result(answer(status, SUCCESS))


def test_a_page_is_described_in_no_time_also_where_no_title_in_it_ends() -> None:
    def seconds(page: bytes) -> float:
        began = time.perf_counter()
        assert "with an HTML page." in str(api_error(answer(502, page, "text/html")))
        return time.perf_counter() - began

    # To look for the end from each beginning takes minutes.
    assert seconds(b"<title>" * 100_000) < 200 * max(seconds(b"<other>" * 100_000), 0.001)
