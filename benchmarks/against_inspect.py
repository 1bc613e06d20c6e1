"""Samples a second against Inspect, in one run on one machine.

Both harnesses ask the same loopback server with no latency of its own, which answers the first turn with code
and the second with what the code printed. Both run that code (r1ci-bench in its jail, Inspect with its
`python` tool in the `local` sandbox) and judge the answer (r1ci-bench in its bounded child). Imports are not
counted on either side. Inspect is installed into an environment of its own, and its HOME is an empty folder,
so that no shell start-up script is counted against it.

Usage: python benchmarks/against_inspect.py [--samples 400] [--inspect-samples 100] [--concurrency 16]
           [--inspect-python PATH]      an interpreter that has inspect-ai and openai already
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

BOUND, AIM = 5.0, 10.0
TASK = "symbench/number_multiply"

OURS = """
import json, sys, time
from contextlib import nullcontext
from pathlib import Path
import numpy, openai
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.records import RunSpec
from r1ci_bench.run.lifecycle import start
base_url, samples, concurrency, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
spec = RunSpec(model="openai/served", base_url=base_url, tasks=("{task}",), samples=samples,
               max_concurrency=concurrency)
plugins = build_plugin_manager(select="")
started = time.perf_counter()
summary, _ = start(spec, plugins, Path(folder), show=lambda board: nullcontext(), problem=print)
seconds = time.perf_counter() - started
print(json.dumps(dict(seconds=seconds, attempts=summary.attempts, correct=summary.outcomes["correct"])))
"""

THEIRS = """
import json, sys, time
from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.scorer import match
from inspect_ai.solver import generate, use_tools
from inspect_ai.tool import python
base_url, questions, concurrency, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
rows = [json.loads(line) for line in open(questions)]
dataset = [Sample(input=row["question"], target=row["target"]) for row in rows]
solver = [use_tools(python(timeout=60)), generate()]
task = Task(dataset=dataset, solver=solver, scorer=match(), sandbox="local")
started = time.perf_counter()
(log,) = eval(task, model="openai/served", model_base_url=base_url,
              model_args=dict(responses_api=False), max_connections=concurrency,
              max_samples=concurrency, max_subprocesses=concurrency, max_sandboxes=concurrency,
              display="none", log_dir=folder)
seconds = time.perf_counter() - started
correct = round(log.results.scores[0].metrics["accuracy"].value * len(rows)) if log.results else 0
print(json.dumps(dict(seconds=seconds, attempts=len(rows), correct=correct)))
"""


def last_line(command: list[str], env: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=300)
    if done.returncode != 0:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-4000:])
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def make_inspect(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "inspect-ai", "openai"], check=True)
    return python


def write_questions(path: Path, count: int) -> None:
    """The same questions that r1ci-bench asks, with their products as targets."""
    command = [sys.executable, "-m", "r1ci_bench", "tasks", "generate", TASK, "--level", "3"]
    text = subprocess.run(
        [*command, "--samples", str(count)], capture_output=True, text=True, check=True
    ).stdout
    with path.open("w") as file:
        for line in text.splitlines():
            row = json.loads(line)
            product = 1
            for factor in row["data"]["factors"]:
                product *= factor
            file.write(json.dumps({"question": row["question"], "target": str(product)}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=400)
    parser.add_argument("--inspect-samples", type=int, default=100)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--inspect-python")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        python = options.inspect_python or make_inspect(folder / "inspect-env")
        home = folder / "home"
        home.mkdir()
        questions = folder / "questions.jsonl"
        write_questions(questions, options.inspect_samples)
        server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("loopback_server.py"))],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            base_url = re.sub(r"\s", "", server.stdout.readline())
            env = {**os.environ, "HOME": str(home), "OPENAI_API_KEY": "none"}
            common = [base_url, str(options.concurrency)]
            ours = last_line(
                [sys.executable, "-c", OURS.format(task=TASK), common[0], str(options.samples), common[1],
                 str(folder / "run")],
                env,
            )  # fmt: skip
            theirs = last_line(
                [python, "-c", THEIRS, common[0], str(questions), common[1], str(folder / "logs")], env
            )
        finally:
            server.kill()
            server.wait()
    for result in (ours, theirs):
        if result["correct"] != result["attempts"]:
            raise SystemExit(f"not every sample was solved, so the work is not the same: {result}")
    rates = {}
    for name, result in (("r1ci-bench", ours), ("inspect", theirs)):
        rates[name] = result["attempts"] / result["seconds"]
        print(
            f"{name:12} {result['attempts']:5.0f} samples in {result['seconds']:6.2f} s: "
            f"{rates[name]:6.1f} a second, {result['correct']:.0f} correct"
        )
    print(f"ratio {rates['r1ci-bench'] / rates['inspect']:.1f} (bound {BOUND:.0f}, aim {AIM:.0f})")


if __name__ == "__main__":
    main()
