"""SandboxFusion's route, asked by SandboxFusion's own client."""

from __future__ import annotations

import asyncio
import base64
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.policy import MIB
from r1ci_bench.sandbox.service.fusion import RunCode, call_of, response_of
from support.sandbox_service import ObedientSandbox, Running, execution, served

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own dependencies, which are not ours to mend
    import sandbox_fusion  # type: ignore[import-untyped]
    from sandbox_fusion import RunCodeRequest, RunCodeResponse

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def jail(jail_works: None) -> Iterator[Running]:
    ceiling = Policy(wall_seconds=20.0, cpu_seconds=20.0, preload=())
    with served(JailSandbox(SandboxOptions(concurrency=3)), ceiling=ceiling) as service:
        yield service


def run(running: Running, code: str, *, max_attempts: int = 1, **fields: Any) -> RunCodeResponse:
    request = RunCodeRequest(**{"code": code, "language": "python", **fields})
    return sandbox_fusion.run_code(request, endpoint=running.url, max_attempts=max_attempts)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class TestTheRealClient:
    def test_a_program_that_ends_well(self, jail: Running) -> None:
        response = run(jail, "import sys; print(6 * 7); print('so', file=sys.stderr)")
        assert response.status == "Success"
        assert response.message == ""
        assert response.compile_result is None
        assert response.run_result is not None
        assert response.run_result.status == "Finished"
        assert response.run_result.return_code == 0
        assert response.run_result.stdout == "42\n"
        assert response.run_result.stderr == "so\n"
        assert 0 < response.run_result.execution_time < 20
        assert sandbox_fusion.client.summary_run_code_result(response, sandbox_fusion.SummaryMapping()) == (
            "Success"
        )

    @pytest.mark.parametrize(
        ("code", "return_code", "stderr"),
        [
            ("raise SystemExit(7)", 7, ""),
            ("1 / 0", 1, "ZeroDivisionError"),
            ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -11, ""),
            ("print(1)\0", 1, "null bytes"),
        ],
    )
    def test_a_program_that_fails(self, jail: Running, code: str, return_code: int, stderr: str) -> None:
        response = run(jail, code)
        assert response.status == "Failed"
        assert response.run_result is not None
        assert response.run_result.status == "Finished"
        assert response.run_result.return_code == return_code
        assert stderr in response.run_result.stderr

    def test_a_program_that_takes_too_long(self, jail: Running) -> None:
        response = run(jail, "print('begun')\nwhile True: pass", run_timeout=0.5)
        assert response.status == "Failed"
        assert response.run_result is not None
        assert response.run_result.status == "TimeLimitExceeded"
        assert response.run_result.return_code is None
        assert response.run_result.stdout == "begun\n"
        assert sandbox_fusion.client.summary_run_code_result(
            response, sandbox_fusion.SummaryMapping(RunTimeout="late")
        ) == ("late")

    def test_standard_input_files_and_what_it_left(self, jail: Running) -> None:
        response = run(
            jail,
            "text = input() + open('data/in.txt').read()\nopen('out.txt', 'w').write(text)",
            stdin="read ",
            files={"data/in.txt": encoded("and written"), "absent": None},
            fetch_files=["out.txt", "never.txt"],
        )
        assert response.status == "Success", response
        assert response.files == {"out.txt": encoded("read and written")}

    @pytest.mark.parametrize(
        ("language", "code"),
        [
            ("nodejs", "console.log(6 * 7)"),
            ("bash", "echo $((6 * 7))"),
            ("cpp", '#include <cstdio>\nint main() { printf("%d\\n", 6 * 7); }'),
        ],
    )
    def test_other_languages(self, jail: Running, language: str, code: str) -> None:
        ours = {"nodejs": "javascript"}.get(language, language)
        if ours not in jail.service.info().languages:
            pytest.skip(f"this machine has no {ours}")
        response = run(jail, code, language=language)
        assert response.status == "Success", response
        assert response.run_result is not None
        assert response.run_result.stdout == "42\n"
        assert (response.compile_result is not None) == (language == "cpp")

    def test_what_does_not_compile_never_ran(self, jail: Running) -> None:
        if "cpp" not in jail.service.info().languages:
            pytest.skip("this machine has no compiler")
        response = run(jail, "int main( {", language="cpp")
        assert response.status == "Failed"
        assert response.run_result is None
        assert response.compile_result is not None
        assert "error" in response.compile_result.stderr
        assert sandbox_fusion.client.summary_run_code_result(
            response, sandbox_fusion.SummaryMapping(CompileFailed="no")
        ) == ("no")

    def test_two_megabytes_of_output_end_in_the_program_s_own_time(self, jail: Running) -> None:
        response = run(jail, "for _ in range(2000): print('x' * 1023)")
        assert response.status == "Success"
        assert response.run_result is not None
        assert len(response.run_result.stdout) < 40_000

    def test_the_asynchronous_client(self, jail: Running) -> None:
        async def body() -> list[str]:
            calls = (
                sandbox_fusion.run_code_async(
                    RunCodeRequest(code=f"print({number})", language="python"), endpoint=jail.url
                )
                for number in range(8)
            )
            return [response.run_result.stdout for response in await asyncio.gather(*calls)]

        assert asyncio.run(body()) == [f"{number}\n" for number in range(8)]


class TestTheRealClientsRetries:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its pauses between attempts, taken in no time."""
        monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)

    @pytest.mark.parametrize("code", ["fault worker_died", "bug", "setup"])
    def test_it_tries_again_and_then_tells(self, code: str) -> None:
        sandbox = ObedientSandbox()
        with served(sandbox) as running, pytest.raises(Exception, match=r"worker_died|500|501"):
            run(running, code, max_attempts=3)
        assert len(sandbox.calls) == 3

    def test_a_broken_sandbox_is_an_answer_that_it_takes_for_one(self) -> None:
        with (
            served(ObedientSandbox()) as running,
            pytest.raises(Exception, match="Sandbox responded with error: worker_died: it broke"),
        ):
            run(running, "fault worker_died")

    def test_a_full_service_serves_it_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sandbox = ObedientSandbox()
        with served(sandbox, workers=1, queue=0) as running:
            turned_away = []

            def leave_and_come_back(seconds: float) -> None:
                turned_away.append(seconds)
                gate.inside -= 1

            monkeypatch.setattr("tenacity.nap.time.sleep", leave_and_come_back)
            gate = running.service.gate
            gate.inside += 1  # as if another call were inside
            response = run(running, "fine", max_attempts=2)
        assert response.run_result is not None
        assert response.run_result.stdout == "fine"
        assert len(turned_away) == 1


class TestLimits:
    CEILING = Policy(wall_seconds=20.0, cpu_seconds=20.0, memory_bytes=512 * MIB, preload=("numpy",))

    @given(st.floats(0.001, 1e6), st.floats(0.001, 1e6), st.one_of(st.just(-1), st.integers(1, 1 << 30)))
    def test_nothing_goes_beyond_the_operator_s_limits(
        self, run_timeout: float, compile_timeout: float, memory: int
    ) -> None:
        request = RunCode(
            code="x",
            language="python",
            run_timeout=run_timeout,
            compile_timeout=compile_timeout,
            memory_limit_MB=memory,
        )
        policy = call_of(request, self.CEILING).policy
        assert policy.wall_seconds == min(run_timeout, 20.0)
        assert policy.memory_bytes == (512 * MIB if memory == -1 else min(memory * MIB, 512 * MIB))
        assert policy.tightened(self.CEILING) == policy.tightened(policy)

    def test_what_was_asked_and_is_not_given_is_said(self) -> None:
        request = RunCode(code="x", language="python", run_timeout=60, memory_limit_MB=4096)
        note = call_of(request, self.CEILING).note
        assert (
            note
            == "60 s were asked for, this service allows 20; 4096 MB were asked for, this service allows 512"
        )
        assert call_of(RunCode(code="x", language="python"), self.CEILING).note == ""

    @pytest.mark.parametrize("ending", ["wall_time", "cpu_time"])
    def test_each_time_limit_is_theirs(self, ending: str) -> None:
        response = response_of(execution(ending=ending, exit_code=None, signal=9), None, "")
        assert response.run_result is not None
        assert (response.run_result.status, response.run_result.return_code) == ("TimeLimitExceeded", None)

    def test_a_kill_by_memory_has_a_return_code_as_there(self) -> None:
        response = response_of(execution(ending="memory", exit_code=None, signal=9), None, "")
        assert response.run_result is not None
        assert (response.run_result.status, response.run_result.return_code) == ("Finished", -9)
