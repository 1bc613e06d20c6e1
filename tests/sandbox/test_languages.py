"""Languages other than Python: run by this machine's programs, in the same jail, under the same limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.sandbox import Inputs, Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.languages import executor, places
from r1ci_bench.sandbox.languages.known import EXECUTORS, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.sandbox import Execution, Language

MIB = 1 << 20

PRINT_42: dict[Language, str] = {
    "python": "print(6 * 7)",
    "javascript": "console.log(6 * 7)",
    "bash": "echo $((6 * 7))",
    "cpp": "#include <iostream>\nint main() { std::cout << 6 * 7 << std::endl; }",
}
EXIT_3: dict[Language, str] = {
    "python": "raise SystemExit(3)",
    "javascript": "process.exit(3)",
    "bash": "exit 3",
    "cpp": "int main() { return 3; }",
}
DOUBLE_STDIN: dict[Language, str] = {
    "python": "print(2 * int(input()))",
    "javascript": "process.stdin.on('data', text => console.log(2 * Number(text)))",
    "bash": "read number; echo $((2 * number))",
    "cpp": "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n << '\\n'; }",
}
READ_PASSWD: dict[Language, str] = {
    "python": "try: print(open('/etc/passwd').read())\nexcept OSError: print('REFUSED')",
    "javascript": "try { console.log(require('fs').readFileSync('/etc/passwd', 'utf8')) }"
    " catch { console.log('REFUSED') }",
    "bash": "cat /etc/passwd 2>/dev/null || echo REFUSED",
    "cpp": "#include <fstream>\n#include <iostream>\nint main() {"
    ' std::ifstream file("/etc/passwd"); std::cout << (file ? "READ" : "REFUSED") << "\\n"; }',
}
ENDLESS: dict[Language, str] = {
    "python": "while True: pass",
    "javascript": "while (true);",
    "bash": "while :; do :; done",
    "cpp": "int main() { volatile int n = 0; while (true) n = n + 1; }",
}
MEMORY_HOG: dict[Language, str] = {
    "python": "kept = []\nwhile True: kept.append(bytearray(1 << 20))",
    "javascript": "const kept = []; while (true) kept.push(new Array(1000).fill(1.5))",
    "cpp": "#include <vector>\nint main() { std::vector<std::vector<char>> kept;"
    " while (true) kept.emplace_back(1 << 20, 'x'); }",
}


class RunIn:
    """Runs code of a language in one jail; a test of a language that this machine lacks is skipped."""

    def __init__(self, runner: asyncio.Runner, sandbox: JailSandbox) -> None:
        self._runner = runner
        self._sandbox = sandbox

    def __call__(
        self, language: Language, code: str, inputs: Inputs | None = None, **limits: Any
    ) -> Execution:
        found = EXECUTORS[language].runtime()
        if not found.path:
            pytest.skip(f"{language} cannot run here: {found.version}")
        policy = Policy(**{"preload": (), "languages": LANGUAGES, **limits})
        return self._runner.run(
            self._sandbox.execute(code, policy, language=language, inputs=inputs or Inputs())
        )


@pytest.fixture(scope="module")
def run_in(jail_works: None) -> Iterator[RunIn]:
    sandbox = JailSandbox(SandboxOptions(concurrency=2))
    with asyncio.Runner() as runner:
        yield RunIn(runner, sandbox)
        runner.run(sandbox.aclose())


def test_there_is_an_executor_for_each_language() -> None:
    assert set(EXECUTORS) == set(LANGUAGES)
    assert all(executor.language == language for language, executor in EXECUTORS.items())


@pytest.mark.parametrize("language", LANGUAGES)
class TestEachLanguage:
    def test_prints_what_it_computes(self, run_in: RunIn, language: Language) -> None:
        done = run_in(language, PRINT_42[language])
        assert (done.stdout, done.stderr, done.ok) == ("42\n", "", True)
        assert (done.language, done.stage, done.state) == (language, "run", "none")

    def test_ends_with_its_own_exit_code(self, run_in: RunIn, language: Language) -> None:
        done = run_in(language, EXIT_3[language])
        assert (done.ending, done.exit_code) == ("exited", 3)

    def test_reads_its_standard_input(self, run_in: RunIn, language: Language) -> None:
        assert run_in(language, DOUBLE_STDIN[language], Inputs(stdin=b"21\n")).stdout == "42\n"

    def test_sees_no_file_of_the_machine(self, run_in: RunIn, language: Language) -> None:
        assert run_in(language, READ_PASSWD[language]).stdout == "REFUSED\n"

    def test_is_stopped_at_its_time(self, run_in: RunIn, language: Language) -> None:
        done = run_in(language, ENDLESS[language], wall_seconds=1.5)
        assert done.ending == "wall_time"
        assert done.seconds < 5

    def test_is_stopped_at_its_processor_time(self, run_in: RunIn, language: Language) -> None:
        done = run_in(language, ENDLESS[language], cpu_seconds=1.0, wall_seconds=30.0)
        assert done.ending == "cpu_time"

    def test_holds_the_same_layers(self, run_in: RunIn, language: Language) -> None:
        done = run_in(language, PRINT_42[language])
        assert {"pid_namespace", "network_namespace", "landlock", "seccomp", "rlimits"} <= set(done.layers)


@pytest.mark.parametrize("language", sorted(MEMORY_HOG))
def test_a_program_that_wants_too_much_memory_is_told_apart(run_in: RunIn, language: Language) -> None:
    done = run_in(language, MEMORY_HOG[language], memory_bytes=192 * MIB, wall_seconds=30.0)
    assert done.ending == "memory", done


def test_what_a_compiler_refuses_never_runs(run_in: RunIn) -> None:
    done = run_in("cpp", "int main() { return missing; }")
    assert (done.stage, done.exit_code) == ("compile", 1)
    assert "missing" in done.stderr
    assert not done.ok


def test_a_shell_that_starts_processes_without_end_is_held(run_in: RunIn) -> None:
    done = run_in("bash", "f() { f | f & }; f; wait", processes=16, wall_seconds=2.0)
    assert done.ending in ("wall_time", "cpu_time", "exited", "signalled")
    assert run_in("bash", "echo next").stdout == "next\n"


def test_a_script_cannot_read_the_environment_of_the_harness(
    run_in: RunIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R1CI_TEST_API_KEY", "a-secret")
    assert "a-secret" not in run_in("bash", "env").stdout


def test_a_language_that_is_not_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SEARCH_PATH", "/nowhere")
    executor._runtime.cache_clear()

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions())
        with pytest.raises(
            SetupError, match="cannot run JavaScript: no node or nodejs in /nowhere"
        ) as caught:
            await sandbox.execute("1", Policy(languages=("javascript",)), language="javascript")
        assert "install Node.js" in (caught.value.hint or "")
        await sandbox.aclose()

    try:
        asyncio.run(body())
    finally:
        executor._runtime.cache_clear()


def test_a_program_that_the_code_cannot_see_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node").symlink_to("/usr/bin/env")
    monkeypatch.setattr(places, "SEARCH_PATH", str(tmp_path))
    monkeypatch.setattr(places, "SYSTEM_FOLDERS", ("/elsewhere",))
    executor._runtime.cache_clear()
    try:
        assert EXECUTORS["javascript"].runtime().path == ""
    finally:
        executor._runtime.cache_clear()


def test_a_language_that_the_policy_leaves_out_is_refused() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions())
        with pytest.raises(UsageError, match="does not allow bash code") as caught:
            await sandbox.execute("echo", Policy(), language="bash")
        assert caught.value.hint == "it allows python"
        await sandbox.aclose()

    asyncio.run(body())
