"""`openai/<model>` before the first request: keys, which nobody must see, and options."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.model import Completion, ModelOptions
from r1ci_models.openai import create, is_loopback
from support.openai_asking import always, ask, fault, options
from support.openai_server import OpenAIServer, Reply, chat, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "k3y-that-must-not-be-seen-0123456789"

pytestmark = pytest.mark.usefixtures("no_openai_environment")


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    yield
    gc.collect()  # an unclosed connection warns when it is collected, and warnings are errors


# --- keys


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENAI_API_KEY", f"  {KEY}\n")
    return KEY


def test_the_key_is_sent_and_stripped(key: str) -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url)))
    assert server.requests[0].headers["authorization"] == f"Bearer {key}"


def test_another_variable_can_hold_the_key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "other-key")
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url, key_variable="MY_KEY")))
    assert server.requests[0].headers["authorization"] == "Bearer other-key"


def test_a_server_on_this_machine_needs_no_key() -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url)))
    assert server.requests[0].headers["authorization"] == "Bearer no-key"


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        (ModelOptions(), "OPENAI_API_KEY"),
        (ModelOptions(base_url="https://models.example/v1"), "OPENAI_API_KEY"),
        (ModelOptions(key_variable="MY_KEY"), "MY_KEY"),
        (ModelOptions(base_url="http://localhost:1/v1", key_variable="MY_KEY"), "MY_KEY"),
    ],
)
def test_a_missing_key_names_its_variable(given: ModelOptions, variable: str) -> None:
    with pytest.raises(SetupError, match=variable):
        create("m", given)


@pytest.mark.parametrize("value", [f"{KEY} two", f"{KEY}\x7f", f"{KEY}\u2026"])
def test_a_key_that_cannot_be_sent_is_not_shown(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", value)
    with pytest.raises(SetupError, match="OPENAI_API_KEY") as caught:
        create("m", ModelOptions())
    assert KEY not in str(caught.value)


ECHO = f"Incorrect API key provided: {KEY}, sent as Bearer {KEY}; see sk-abcdefgh12345678"


@pytest.mark.parametrize(
    "reply",
    [
        refusal(401, ECHO),
        refusal(400, ECHO, param="api_key", code=KEY),
        refusal(500, ECHO),
        Reply(ECHO.encode()),
        Reply({"error": {"message": ECHO}}),
        Reply(ECHO.encode(), status=404),
    ],
)
def test_a_key_that_a_server_echoes_is_in_no_message_traceback_or_log(
    reply: Reply,
    key: str,
    openai_transport: str,
    openai_delays: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    found = fault(always(reply), max_retries=1, arguments={"transport": openai_transport})
    told = "".join(traceback.format_exception(found)) + str(found.hint) + caplog.text
    assert key not in told
    assert "sk-abcdefgh12345678" not in told
    chain: BaseException | None = found
    while chain is not None:
        assert key not in str(chain)
        chain = chain.__cause__ or chain.__context__


def test_a_key_in_a_header_of_the_answer_is_in_no_message_or_ordinary_log(
    key: str, openai_transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Below INFO the HTTP library traces every header that it receives; that is for its own debugging.
    caplog.set_level(logging.INFO)
    found = fault(
        always(Reply(b"x", headers={"Content-Encoding": key, "X-Request-Id": key}, cut=0)),
        arguments={"transport": openai_transport},
    )
    assert key not in "".join(traceback.format_exception(found)) + caplog.text


# --- options


def test_an_unknown_argument_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="'organisation'") as caught:
        create("m", options("http://127.0.0.1:1/v1", arguments={"organisation": "x"}))
    assert caught.value.hint is not None
    assert "did you mean 'organization'?" in caught.value.hint
    assert "connections" in caught.value.hint


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"connections": "many"}, "connections"),
        ({"connections": 0}, "connections"),
        ({"extra_body": "{}"}, "extra_body"),
        ({"extra_body": {"temperature": 0}}, "temperature"),
        ({"extra_body": {"stream": True}}, "stream"),
        ({"transport": "carrier pigeon"}, "transport"),
    ],
)
def test_a_bad_argument_is_refused(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        create("m", options("http://127.0.0.1:1/v1", arguments=arguments))


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x/v1", "http://", "http://[::1", "http://x:99999/"])
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="base URL"):
        create("m", options(url))


def test_a_base_url_with_a_password_is_refused_and_not_shown() -> None:
    with pytest.raises(UsageError, match="password") as caught:
        create("m", options(f"http://me:{KEY}@127.0.0.1/v1"))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]/v1", True),
        ("http://localhost/v1", True),
        ("http://127.0.0.1.example.com/v1", False),
        ("https://api.openai.com/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_which_endpoints_are_on_this_machine(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_making_a_model_imports_no_sdk() -> None:
    program = (
        "import sys; from r1ci_models.openai import create; from r1ci_bench.model import ModelOptions\n"
        "create('m', ModelOptions(base_url='http://127.0.0.1:1/v1'))\n"
        "assert 'openai' not in sys.modules and 'httpx2' not in sys.modules and 'aiohttp' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_record_can_name_the_endpoint_even_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert create("m", ModelOptions()).details == {"endpoint": "http://127.0.0.1:9/v1"}


def test_an_answer_that_echoes_the_key_is_read_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with OpenAIServer(lambda body, headers: chat(f"You sent {headers['authorization']}")) as server:
        [result] = ask(create("m", options(server.base_url)))
    assert isinstance(result, Completion)
    assert result.text == "You sent Bearer [hidden]"
