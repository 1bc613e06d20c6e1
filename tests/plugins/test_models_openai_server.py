"""The loopback server that other tests and benchmarks rely on."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from support.openai_server import OpenAIServer, Reply, chat, scripted

if TYPE_CHECKING:
    from collections.abc import Sequence

TESTS = Path(__file__).parents[1]
FEEDBACK = "Code Execution Results:\n```output\nnoise\n42\n```\nNo more code will run."


def post(base_url: str, *contents: str) -> str:
    [text] = post_all(base_url, [contents])
    return text


def post_all(base_url: str, conversations: Sequence[Sequence[str]]) -> list[str]:
    """The texts that come back, all over one connection."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc)
    texts = []
    for contents in conversations:
        messages = [
            {"role": ("user", "assistant")[place % 2], "content": content}
            for place, content in enumerate(contents)
        ]
        connection.request("POST", "/v1/chat/completions", json.dumps({"messages": messages}))
        answer: Any = json.loads(connection.getresponse().read())
        texts.append(answer["choices"][0]["message"]["content"])
    connection.close()
    return texts


def test_requests_are_recorded_and_connections_are_kept() -> None:
    with OpenAIServer(lambda body, headers: chat(body["messages"][0]["content"].upper())) as server:
        assert post_all(server.base_url, [["one"], ["two"]]) == ["ONE", "TWO"]
        assert server.count == 2
        assert server.connections == 1
        assert server.requests[1].body["messages"] == [{"role": "user", "content": "two"}]


def test_a_reply_can_be_anything() -> None:
    reply = Reply(b"<html>", status=502, headers={"Content-Type": "text/html", "Retry-After": "1"})
    with OpenAIServer(lambda body, headers: reply) as server:
        connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc)
        connection.request("POST", "/v1/chat/completions", "{}")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (502, b"<html>")
        assert answer.headers["retry-after"] == "1"
        connection.close()


def test_a_script_keeps_no_state_and_reads_what_code_printed() -> None:
    with OpenAIServer(scripted(["```python\nprint(42)\n```", "<<<{output}>>>"])) as server:
        assert post(server.base_url, "question").startswith("```python")
        assert post(server.base_url, "question", "code", FEEDBACK) == "<<<noise\n42>>>"


def test_a_script_can_depend_on_the_question() -> None:
    with OpenAIServer(scripted({"apples": ["red"], "*": ["other"]})) as server:
        assert post(server.base_url, "What colour are apples?") == "red"
        assert post(server.base_url, "What colour are pears?") == "other"


def test_it_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('["first", "second"]', "utf-8")
    command = [sys.executable, "-m", "support.openai_server", "--script", str(script)]
    with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            base_url = process.stdout.readline().strip()
            assert post(base_url, "question", "code", FEEDBACK) == "second"
        finally:
            process.terminate()
