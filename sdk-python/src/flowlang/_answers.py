"""Reads answers: into what was asked for, or into the error that they stand for. Nothing here does I/O."""

from __future__ import annotations

import codecs
import http
import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final, TypedDict, TypeVar, cast

import httpx

from flowlang._errors import (
    APIError,
    AuthenticationError,
    ConflictError,
    ExecutionNotFoundError,
    FlowNotFoundError,
    FlowNotReadyError,
    InvalidInputsError,
    RateLimitError,
    ServerError,
    UnexpectedResponseError,
)
from flowlang._executions import CompletedExecution, Execution, FailedExecution, UnfinishedExecution
from flowlang._models import ExecutionStatus, Problem
from flowlang._results import ExecutionResult, Failure, Success
from flowlang._shape import ShapeError, conform

T = TypeVar("T")

_BY_CODE: Final[dict[str, type[APIError]]] = {
    "flow_not_found": FlowNotFoundError,
    "execution_not_found": ExecutionNotFoundError,
    "flow_not_ready": FlowNotReadyError,
    "invalid_inputs": InvalidInputsError,
    "invalid_payload": InvalidInputsError,
}
_BY_STATUS: Final[dict[int, type[APIError]]] = {
    401: AuthenticationError,
    403: AuthenticationError,
    409: ConflictError,
    429: RateLimitError,
}
_LONGEST_SKETCH: Final = 4_000
_HTML_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


class _Outcome(TypedDict):
    success: bool


class _State(TypedDict):
    status: ExecutionStatus


@dataclass(frozen=True)
class Answer:
    """A response whose body has been read. `url` is where it came from, for messages."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: httpx.URL | str

    @property
    def request_id(self) -> str | None:
        return self.header("x-request-id") or None

    @property
    def media_type(self) -> str:
        return self.header("content-type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """ "" where it is not there."""
        value: str = self.headers.get(name, "")
        return value


def read_json(answer: Answer, hint: type[T], status: int = 200) -> T:
    """The body of a success, checked against `hint`."""
    value = _json_of_success(answer, status)
    try:
        checked: T = conform(hint, value)
    except ShapeError as error:
        raise unexpected(answer, str(error), error.place) from error
    return checked


def read_result(answer: Answer) -> ExecutionResult[Any]:
    """The result of a run: a 200 too where the flow failed."""
    return result_of(_json_of_success(answer), answer)


def result_of(value: object, answer: Answer) -> ExecutionResult[Any]:
    try:
        outcome: _Outcome = conform(_Outcome, value)
        result: Success[Any] | Failure = conform(Success if outcome["success"] else Failure, value)
    except ShapeError as error:
        raise unexpected(answer, str(error), error.place) from error
    return replace(result, request_id=answer.request_id)


def read_execution(answer: Answer, status: int = 200) -> Execution[Any]:
    """The record of an execution, as far as it is."""
    value = _json_of_success(answer, status)
    try:
        state: _State = conform(_State, value)
        record: Execution[Any] = conform(_RECORDS.get(state["status"], UnfinishedExecution), value)
    except ShapeError as error:
        raise unexpected(answer, str(error), error.place) from error
    return record


_RECORDS: Final[dict[str, type]] = {
    "completed": CompletedExecution,
    "failed": FailedExecution,
    "cancelled": FailedExecution,
}


def read_text(answer: Answer, media_type: str) -> str:
    _raise_unless_ok(answer)
    if answer.media_type != media_type:
        raise unexpected(answer, f"expected {media_type}, got {_kind(answer)}")
    return answer.body.decode("utf-8", "replace")


def _json_of_success(answer: Answer, status: int = 200) -> object:
    _raise_unless_ok(answer, status)
    try:
        return parse_json(answer.body)
    except ValueError as error:
        raise unexpected(answer, f"expected JSON, got {_kind(answer)}") from error


def parse_json(body: bytes | str) -> object:
    """JSON as RFC 8259 has it. Raises ValueError, also for the NaN and Infinity that Python's json would take."""
    text = body if isinstance(body, str) else body.removeprefix(codecs.BOM_UTF8).decode()
    return cast("object", _DECODER.decode(text))


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)


def _raise_unless_ok(answer: Answer, status: int = 200) -> None:
    if answer.status >= 300 or answer.status < 200:
        raise api_error(answer)
    if answer.status != status:
        raise unexpected(answer, f"expected status {status}, got {answer.status}")


def unexpected(answer: Answer, what: str, place: str = "") -> UnexpectedResponseError:
    hint = "" if answer.media_type.endswith("json") else ". Is base_url that of a FlowLang server?"
    message = f"The answer of {answer.url} is not what the API document says: {what}{hint}"
    return UnexpectedResponseError(
        message, place=place, status=answer.status, request_id=answer.request_id, headers=answer.headers
    )


def api_error(answer: Answer) -> APIError:
    """The error that an answer stands for. Never fails: what cannot be read is described."""
    if 300 <= answer.status < 400:
        return _redirect(answer)
    problem = _problem(answer)
    code = _text(problem, "code")
    request_id = answer.request_id or _text(problem, "request_id")
    cls = _BY_CODE.get(code or "") or _BY_STATUS.get(answer.status)
    if cls is None:
        cls = ServerError if answer.status >= 500 else APIError
    message = _describe_problem(answer, problem, code, request_id) if problem else _describe_foreign(answer)
    return cls(message, status=answer.status, code=code, request_id=request_id, problem=problem, headers=answer.headers)


def _redirect(answer: Answer) -> APIError:
    """None is followed: the key and the inputs would go where nobody has sent them."""
    # Its query may hold a secret.
    location = re.sub(r"[?#].*", "", answer.header("location"), flags=re.DOTALL)
    message = (
        f"{answer.url} redirects {f'to {location}' if location else 'elsewhere'} (HTTP {answer.status}); "
        "the client follows no redirect. Set base_url to where it leads"
    )
    return APIError(message, status=answer.status, request_id=answer.request_id, headers=answer.headers)


def _problem(answer: Answer) -> dict[str, Any] | None:
    try:
        value = parse_json(answer.body)
        # Some other JSON, of a gateway perhaps, is no problem document.
        conform(Problem, value)
    except (ValueError, ShapeError):
        return None
    return cast("dict[str, Any]", value)


def _text(problem: dict[str, Any] | None, key: str) -> str | None:
    value: object = (problem or {}).get(key)
    return value if isinstance(value, str) and value else None


def _describe_problem(answer: Answer, problem: dict[str, Any], code: str | None, request_id: str | None) -> str:
    parts = [_text(problem, "detail") or _text(problem, "title") or _reason(answer.status)]
    details = (_details_of_inputs(problem), _details_of_tasks(problem))
    parts += [text for text in details if text]
    facts = [f"HTTP {answer.status}", code, f"request {request_id}" if request_id else None]
    return f"{' '.join(parts)} ({', '.join(fact for fact in facts if fact)})"


def _details_of_inputs(problem: dict[str, Any]) -> str | None:
    try:
        errors = conform(list[dict[str, Any]], problem.get("errors"))
    except ShapeError:
        return None
    shown = [f"{error.get('path') or '/'}: {error.get('message')}" for error in errors[:5]]
    more = [f"and {len(errors) - 5} more"] if len(errors) > 5 else []
    return f"[{'; '.join([*shown, *more])}]" if shown else None


def _details_of_tasks(problem: dict[str, Any]) -> str | None:
    try:
        names = conform(list[str], problem.get("pending_tasks"))
    except ShapeError:
        return None
    detail = _text(problem, "detail") or ""
    missing = [name for name in names if name not in detail]
    return f"Not implemented: {', '.join(names)}." if missing else None


def _describe_foreign(answer: Answer) -> str:
    hint = "A gateway in front of the server may have answered in its place."
    if answer.status == 404:
        hint = "Is base_url that of a FlowLang server, with its whole path?"
    return f"{answer.url} answered {answer.status} {_reason(answer.status)}, with {_kind(answer)}. {hint}"


def _kind(answer: Answer) -> str:
    # The search for a title is quadratic, and what stands in front of a server may send anything.
    body = answer.body[:_LONGEST_SKETCH].decode("utf-8", "replace").strip()
    if not body:
        return "an empty body"
    title = _HTML_TITLE.search(body)
    if answer.media_type == "text/html" or title:
        return f"an HTML page ({' '.join(title.group(1).split())[:80]})" if title else "an HTML page"
    text = " ".join(body.split())
    return f"{answer.media_type or 'a body without a type'} ({text if len(text) <= 80 else f'{text[:77]}...'})"


def _reason(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "(unknown status)"
