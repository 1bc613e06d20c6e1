"""Verdicts a second through the judge, against calling the verifier in this process.

Run it as `python benchmarks/judge_throughput.py`. The verifier does next to nothing, so that the ratio shows
the cost of the child alone; all figures come from one run on one machine.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from r1ci_bench.judge import Judge, JudgeLimits
from r1ci_bench.task import Level, Sample, Task, Verdict


class Trivial(Task[Level]):
    """Compares two strings."""

    id, version = "benchmark/trivial", "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Right is what the sample says."""
        return Verdict.correct(answer) if answer == sample.data["answer"] else Verdict.wrong("another")


ENTRY = "judge_throughput:Trivial"
QUESTION = "Use each of the numbers once, with + - * / and brackets, and reach 24. " * 8
SAMPLE = Sample(question=QUESTION, data={"answer": "42", "numbers": [4, 7, 8, 8]})


def in_process(count: int) -> float:
    task = Trivial()
    start = time.perf_counter()
    for _ in range(count):
        task.verify(SAMPLE, "42")
    return count / (time.perf_counter() - start)


async def through_judge(
    count: int, *, together: int, workers: int, answer: str = "42"
) -> tuple[float, float]:
    judge = Judge(JudgeLimits(workers=workers, recycle_after=10 * count))
    start = time.perf_counter()
    await asyncio.gather(*(judge.verdict(ENTRY, SAMPLE, answer) for _ in range(workers)))
    first = time.perf_counter() - start
    calls = iter(range(count))

    async def caller() -> None:
        for _ in calls:
            await judge.verdict(ENTRY, SAMPLE, answer)

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(together)))
    rate = count / (time.perf_counter() - start)
    await judge.aclose()
    return rate, first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count: int = parser.parse_args().count
    direct = in_process(20 * count)
    print(f"in process                        {direct:12,.0f} verdicts/s   ratio 1")
    for together, workers in ((1, 1), (32, 1), (32, 2)):
        rate, first = asyncio.run(through_judge(count, together=together, workers=workers))
        print(
            f"{together:2} callers, {workers} children            {rate:12,.0f} verdicts/s   "
            f"ratio {rate / direct:.4f}   first verdict {first * 1e3:.0f} ms"
        )
    for size in (10_000, 1_000_000):
        rate, _ = asyncio.run(through_judge(max(50, count // 100), together=1, workers=1, answer="x" * size))
        print(f" 1 caller, answers of {size:9,} characters {rate:6,.0f} verdicts/s")


if __name__ == "__main__":
    main()
