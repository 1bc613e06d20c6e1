"""An OpenAI-compatible server without latency, for the benchmarks: code first, then its output as the answer.

Its code multiplies the numbers of the question's product. A request that offers tools is answered with a
call of the tool `python`, any other with a Markdown block. It listens on 127.0.0.1 and prints its base URL;
whoever starts it ends it.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

_NUMBERS = re.compile(r"(?<![\w.])-?\d+(?![\w.])")
_PRODUCT = re.compile(r"\(?-?\d+\)?(?: \* \(?-?\d+\)?)+")


def code_for(question: str) -> str:
    found = _PRODUCT.search(question)
    numbers = _NUMBERS.findall(found[0] if found else question)
    return f"from math import prod\nprint(prod([{', '.join(numbers)}]))"


def reply_to(body: dict[str, Any]) -> dict[str, Any]:
    messages = body["messages"]
    last = messages[-1]
    text = last["content"] if isinstance(last["content"], str) else json.dumps(last["content"])
    message: dict[str, Any] = {"role": "assistant", "content": None}
    finish = "stop"
    if last["role"] == "tool":
        numbers = _NUMBERS.findall(text)
        message["content"] = numbers[0] if numbers else "none"
    elif text.startswith("Code Execution Results:"):
        numbers = _NUMBERS.findall(text)
        message["content"] = f"<<<{numbers[0] if numbers else 'none'}>>>"
    elif body.get("tools"):
        call = {"name": "python", "arguments": json.dumps({"code": code_for(text)})}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": call}]
        finish = "tool_calls"
    else:
        message["content"] = f"I multiply.\n\n```python\n{code_for(text)}\n```"
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "served",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


class Connection(asyncio.Protocol):
    """One keep-alive connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return
            self.buffer = rest[size:]
            payload = json.dumps(reply_to(json.loads(rest[:size]))).encode()
            self.transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                % len(payload)
                + payload
            )


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
