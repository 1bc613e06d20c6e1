"""Files into and out of the scratch directory of a call."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import UsageError
from r1ci_bench.sandbox import Inputs, Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from r1ci_bench.sandbox import Execution

    class RunWith(Protocol):
        def __call__(self, code: str, inputs: Inputs, **limits: Any) -> Execution: ...


@pytest.fixture(scope="module")
def run_with(jail_works: None) -> Iterator[RunWith]:
    sandbox = JailSandbox(SandboxOptions(concurrency=2))
    with asyncio.Runner() as runner:

        def run(code: str, inputs: Inputs, **limits: Any) -> Execution:
            return runner.run(sandbox.execute(code, Policy(**{"preload": (), **limits}), inputs=inputs))

        yield run
        runner.run(sandbox.aclose())


names = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.txt", fullmatch=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(names, st.binary(max_size=2000), max_size=4))
def test_files_come_back_as_they_went_in(run_with: RunWith, files: dict[str, bytes]) -> None:
    done = run_with("print('ran')", Inputs(files=files, fetch=tuple(files)))
    assert (done.stdout, done.files) == ("ran\n", files)


def test_what_the_code_writes_can_be_fetched(run_with: RunWith) -> None:
    done = run_with("open('made.bin', 'wb').write(b'\\0\\xff')", Inputs(fetch=("made.bin", "absent")))
    assert done.files == {"made.bin": b"\0\xff"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=5000))
def test_standard_input_is_read_byte_for_byte(run_with: RunWith, stdin: bytes) -> None:
    done = run_with("import sys\nprint(sys.stdin.buffer.read().hex())", Inputs(stdin=stdin))
    assert done.stdout == stdin.hex() + "\n"


def test_standard_input_cannot_be_grown_into_memory_that_nobody_counts(run_with: RunWith) -> None:
    done = run_with(
        """
import os
for action in (lambda: os.write(0, b"x"), lambda: os.ftruncate(0, 1 << 30)):
    try:
        print("DONE", action())
    except OSError:
        print("REFUSED")
""",
        Inputs(stdin=b"text"),
    )
    assert done.stdout == "REFUSED\nREFUSED\n"


@pytest.mark.parametrize(
    "trick",
    [
        "os.symlink('/usr/bin/env', 'wanted')",
        "os.mkfifo('wanted')",
        "os.mkdir('wanted')",
        "os.symlink('/dev/zero', 'wanted')",
    ],
)
def test_only_a_plain_file_of_the_right_size_is_fetched(run_with: RunWith, trick: str) -> None:
    done = run_with(f"import os\ntry: {trick}\nexcept OSError: pass\nprint('ran')", Inputs(fetch=("wanted",)))
    assert (done.stdout, done.files) == ("ran\n", {})


def test_files_that_get_in_each_others_way_are_the_callers_error(run_with: RunWith) -> None:
    done = run_with("print('ran')", Inputs(files={"a": b"", "a/b": b""}))
    assert done.stdout == ""
    assert "cannot be written" in done.stderr
    assert done.exit_code == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../up", "a/../../up", "", "nul\0", "x" * 300, "."])
@pytest.mark.parametrize("way", ["files", "fetch"])
def test_paths_that_lead_elsewhere_are_refused(run_with: RunWith, path: str, way: str) -> None:
    inputs = Inputs(files={path: b""}) if way == "files" else Inputs(fetch=(path,))
    with pytest.raises(UsageError, match="no path of a file in the scratch directory"):
        run_with("print(1)", inputs)


def test_more_than_the_scratch_directory_holds_is_refused(run_with: RunWith) -> None:
    with pytest.raises(UsageError, match="scratch directory holds 65536"):
        run_with("print(1)", Inputs(files={"a": bytes(1 << 17)}), scratch_bytes=1 << 16)
