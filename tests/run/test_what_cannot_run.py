"""A run refuses tasks whose code the sandbox could not run, before the first question is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import SetupError
from r1ci_bench.records import PlannedTask
from r1ci_bench.run.executor import refuse_what_cannot_run
from r1ci_bench.sandbox import Policy, Sandbox, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.scripted import FakeSandbox

if TYPE_CHECKING:
    from r1ci_bench.sandbox import Language


def planned(policy: Policy) -> PlannedTask:
    return PlannedTask(id="suite/name", version="1", entry="m:c", origin="d 1", policy=policy)


class WithoutNode(FakeSandbox):
    """Lacks one language, as a machine may."""

    def lacks(self, language: Language) -> str | None:
        """JavaScript."""
        return "no node in sight" if language == "javascript" else None


class Forgetful(FakeSandbox):
    """Keeps no state, like every sandbox that does not say otherwise."""

    session = Sandbox.session


def test_a_task_whose_languages_all_run_is_taken() -> None:
    refuse_what_cannot_run(WithoutNode(), [planned(Policy(languages=("python", "bash")))])


def test_a_task_with_a_language_that_is_missing_is_refused_by_name() -> None:
    with pytest.raises(SetupError, match=r"suite/name .* javascript, which cannot be run: no node in sight"):
        refuse_what_cannot_run(WithoutNode(), [planned(Policy(languages=("python", "javascript")))])


def test_a_sandbox_that_keeps_no_state_refuses_a_task_that_needs_it() -> None:
    with pytest.raises(SetupError, match="keeps no state"):
        refuse_what_cannot_run(Forgetful(), [planned(Policy(stateful=True))])


def test_the_jail_keeps_state() -> None:
    refuse_what_cannot_run(JailSandbox(SandboxOptions()), [planned(Policy(stateful=True))])
