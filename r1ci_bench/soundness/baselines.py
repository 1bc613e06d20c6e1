"""How far answers get that nobody has worked for: echoes, guesses, one answer for everything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from r1ci_bench.soundness.suites import echoes, examples, guesses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.soundness.probe import Probe
    from r1ci_bench.task import Sample

BASELINE_QUESTIONS = 40
"""On how many questions of a level baselines are measured."""

_CONSTANTS = 6
_SHORTCUT_SHARE = 0.9
_SHORTCUT_QUESTIONS = 10


async def echo_share(probe: Probe, samples: Sequence[Sample]) -> float:
    """Share of questions that a part of their own text solves, their example included."""
    solved = 0
    for sample in samples:
        for text in [*echoes(sample), *examples(sample)]:
            if await probe.accepts(0, sample, text, "echo of the question"):
                solved += 1
                break
    return solved / len(samples) if samples else 0.0


async def majority_share(probe: Probe, level: int, samples: Sequence[Sample]) -> float | None:
    """Share of questions that one answer solves; None where the task knows no answers.

    Of unique answers it is the most frequent one, of others the best of a few. An answer that solves nearly
    every question is a finding.
    """
    if probe.task.unique_answer:
        share = _most_frequent(probe, level, samples)
    else:
        share = await _best_constant(probe, level, samples)
    if share is not None and share > _SHORTCUT_SHARE and len(samples) >= _SHORTCUT_QUESTIONS:
        probe.found.add("shortcut", level, "one answer", f"it is right on {share:.0%} of the questions")
    return share


async def find_shortcuts(probe: Probe, level: int, samples: Sequence[Sample]) -> None:
    """No way to guess without work may be right on nearly all questions of a level."""
    if len(samples) < _SHORTCUT_QUESTIONS:
        return
    allowed = (1 - _SHORTCUT_SHARE) * len(samples)
    misses = dict.fromkeys(guesses(samples[0]), 0)
    for sample in samples:
        tried = guesses(sample)
        for name in (name for name, missed in misses.items() if missed <= allowed):
            right = name in tried and await probe.accepts(level, sample, tried[name], f"guess: {name}")
            misses[name] += not right
    for name, missed in misses.items():
        if missed < allowed:
            what = f"it is right on {len(samples) - missed} of {len(samples)} questions"
            probe.found.add("shortcut", level, name, what)


def _most_frequent(probe: Probe, level: int, samples: Sequence[Sample]) -> float | None:
    task = probe.task
    texts: Counter[str] = Counter()
    for sample in samples:
        try:
            answer: Any = task.answer(sample)
            if not isinstance(answer, str):
                return None
            texts[task.form.write(task.form.read(answer)) if task.form else answer] += 1
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            probe.found.add_error("contract", level, "an answer", error)
            return None
    return max(texts.values()) / texts.total() if texts else None


async def _best_constant(probe: Probe, level: int, samples: Sequence[Sample]) -> float | None:
    """How far answers of other questions get where several are right; returns the share of the best one.

    One may solve another question as well, but over a level most must not. A few questions cannot tell, so
    as many are asked as for the other baselines.
    """
    shares: list[float] = []
    accepted = tried = 0
    for own, asked in enumerate(samples[:_CONSTANTS]):
        text = _answer_or_none(probe, asked)
        if text is None:
            continue
        others = [sample for number, sample in enumerate(samples) if number != own]
        right = sum([await probe.accepts(level, sample, text, "another's answer") for sample in others])
        accepted += right
        tried += len(others)
        shares.append((right + 1) / len(samples))
    if not tried:
        return None
    name = "most answers of other questions"
    probe.found.wrong[name] += 1
    if 2 * accepted > tried:
        probe.found.add("false_positive", level, name, f"{accepted} of {tried} are accepted")
    else:
        probe.found.rejected[name] += 1
    return max(shares)


def _answer_or_none(probe: Probe, sample: Sample) -> str | None:
    """The task's own answer; what is wrong with it was noted when the question was tried."""
    try:
        answer: Any = probe.task.answer(sample)
    except Exception:  # noqa: BLE001 - a plugin's code may raise anything
        return None
    return answer if isinstance(answer, str) else None
