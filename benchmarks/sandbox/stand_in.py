"""A stand-in for a code service without isolation, as such services are commonly built.

    python -m benchmarks.sandbox.stand_in PORT

It takes `POST /run_code` as SandboxFusion does, writes the code to a file in a temporary folder, starts an
interpreter for it, waits for its end and only then reads what it printed. A program that prints more than the
pipe and the reader's buffer hold therefore never ends by itself. SandboxFusion's server is not on PyPI;
this is its way of running Python without isolation, in our words.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


async def run_code(request: Request) -> JSONResponse:
    body: dict[str, Any] = await request.json()
    with tempfile.TemporaryDirectory() as folder:
        file = written(folder, body["code"])
        start = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, file, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        status = "Finished"
        try:
            await asyncio.wait_for(process.wait(), body["run_timeout"])
        except TimeoutError:
            process.kill()
            status = "TimeLimitExceeded"
        stdout, stderr = await process.stdout.read(), await process.stderr.read()
        await process.wait()
    result = {
        "status": status,
        "execution_time": time.perf_counter() - start,
        "return_code": process.returncode,
        "stdout": stdout.decode(errors="replace"),
        "stderr": stderr.decode(errors="replace"),
    }
    answer = "Success" if status == "Finished" and process.returncode == 0 else "Failed"
    return JSONResponse({"status": answer, "message": "", "run_result": result})


def written(folder: str, code: str) -> Path:
    file = Path(folder, "program.py")
    file.write_text(code, "utf-8")
    return file


async def health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def main() -> None:
    app = Starlette(routes=[Route("/run_code", run_code, methods=["POST"]), Route("/health", health)])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
