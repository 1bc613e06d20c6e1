"""`sandbox serve` and `sandbox exec` as a person meets them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from r1ci_bench.cli import sandbox_serve
from r1ci_bench.cli.sandbox_exec import ending_line, exit_code
from r1ci_bench.errors import SetupError
from r1ci_bench.sandbox import Policy
from support.command_line import call, spawn
from support.processes import ends, eventually, with_argument
from support.sandbox_service import ObedientSandbox, execution, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
JSON = {"content-type": "application/json"}


class Served:
    """`sandbox serve` in a process of its own.

    Attributes:
        url: Where it is.
        process: The process.
    """

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.process = spawn("sandbox", "serve", "--port", "0", "--workers", "2", *arguments, env=env)
        assert self.process.stderr is not None
        self._lines: list[str] = []
        for line in self.process.stderr:
            self._lines.append(line)
            if line.startswith("serving "):
                break
        assert self._lines, "it ended at once"
        assert self._lines[-1].startswith("serving "), self._lines
        self.url = self._lines[-1].split()[self._lines[-1].split().index("at") + 1]
        self._rest = threading.Thread(target=lambda: self._lines.extend(self.process.stderr or ()))
        self._rest.start()

    def tell(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self) -> tuple[int, str]:
        """Its exit code and all that it said, once it has ended."""
        code = self.process.wait(60)
        self._rest.join(60)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return code, "".join(self._lines)


@pytest.fixture
def started(jail_works: None) -> Iterator[list[Served]]:
    services: list[Served] = []
    yield services
    for service in services:
        if service.process.poll() is None:
            service.process.kill()
        service.ended()


class TestServe:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_it_in_good_order(self, started: list[Served], number: int) -> None:
        """What runs is answered, nothing is left behind, the exit code is 0, and no log line holds code."""
        service = Served("--token-env", "A_TOKEN", env={"A_TOKEN": "of-this-test"})
        started.append(service)
        asked = {"code": "import time\ntime.sleep(1.5)\nprint('done')", "language": "python"}
        answers: list[httpx2.Response] = []
        headers = {"authorization": "Bearer of-this-test"}

        def ask() -> None:
            answers.append(httpx2.post(f"{service.url}/run_code", json=asked, headers=headers, timeout=60))

        asking = threading.Thread(target=ask)
        asking.start()
        metrics = f"{service.url}/metrics"
        assert eventually(lambda: "in_flight 1.0" in httpx2.get(metrics, headers=headers).text)
        service.tell(number)
        asking.join(60)
        assert answers[0].json()["run_result"]["stdout"] == "done\n"
        exit_status, said = service.ended()
        assert exit_status == 0
        assert "POST /run_code 200" in said
        assert "sleep" not in said
        assert "of-this-test" not in said

    def test_told_twice_it_gives_up_what_runs(self, started: list[Served]) -> None:
        service = Served()
        started.append(service)
        mark = f"{os.getpid()}.2"
        code = f"import subprocess\nsubprocess.run(['sleep', '{mark}'])"
        answers: list[int] = []

        def ask() -> None:
            asked = {"code": code, "language": "python", "run_timeout": 50}
            answers.append(httpx2.post(f"{service.url}/run_code", json=asked, timeout=60).status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        assert eventually(lambda: with_argument(mark))
        (pid,) = with_argument(mark)
        service.tell(signal.SIGTERM)
        service.tell(signal.SIGTERM)
        asking.join(60)
        assert answers == [503]
        assert service.ended()[0] == 0
        assert ends(pid)

    def test_the_token_is_not_where_code_can_see_it(self, started: list[Served]) -> None:
        service = Served("--token-env", "A_TOKEN", env={"A_TOKEN": "of-this-test"})
        started.append(service)
        code = "import os\nprint(dict(os.environ))\nprint(open('/proc/1/environ').read())"
        response = httpx2.post(
            f"{service.url}/run_code",
            json={"code": code, "language": "python"},
            headers={"authorization": "Bearer of-this-test"},
            timeout=60,
        )
        assert "PATH" in response.json()["run_result"]["stdout"]
        assert "of-this-test" not in response.text

    def test_a_port_in_use(self, capsys: Capture) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            result = call(capsys, "sandbox", "serve", "--port", port)
        assert result.code == 3
        assert f"cannot listen on port {port} of 127.0.0.1: it is in use" in result.err

    @pytest.mark.parametrize("host", ["0.0.0.0", "::"])
    def test_other_machines_are_not_let_in_without_a_token(self, capsys: Capture, host: str) -> None:
        result = call(capsys, "sandbox", "serve", "--port", "0", "--host", host)
        assert result.code == 2
        assert "without a token anybody could run code here" in result.err
        assert "--token-env" in result.err

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (None, "holds no token"),
            ("", "holds no token"),
            ("  ", "holds no token"),
            ("a b", "printable ASCII"),
        ],
    )
    def test_a_token_that_is_none(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch, value: str | None, said: str
    ) -> None:
        monkeypatch.delenv("A_TOKEN", raising=False)
        if value is not None:
            monkeypatch.setenv("A_TOKEN", value)
        result = call(capsys, "sandbox", "serve", "--port", "0", "--token-env", "A_TOKEN")
        assert result.code == 3
        assert "A_TOKEN" in result.err
        assert said in result.err

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("--host", "no.such.host.invalid"), 2, "is no address"),
            (("--sandbox", "jial"), 2, "did you mean 'jail'"),
            (("--sandbox", "http://127.0.0.1:1"), 2, "cannot serve another one"),
            (("--preload", "os; evil"), 2, "no name of a module"),
            (("--port", "70000"), 2, "--port"),
            (("--workers", "0"), 2, "--workers"),
            (("--drain-seconds", "inf"), 2, "--drain-seconds"),
            (("--drain-seconds", "nan"), 2, "--drain-seconds"),
            (("--session-idle-seconds", "nan"), 2, "--session-idle-seconds"),
            (("--session-idle-seconds", "1e300"), 2, "--session-idle-seconds"),
            (("--token-env", ""), 2, "no name of an environment variable"),
            (("--token-env", "a-secret=x"), 2, "no name of an environment variable"),
            (("--sandbox", "unsafe", "--preload", "no_such_module"), 3, "no_such_module"),
        ],
    )
    def test_other_wrong_values(
        self, capsys: Capture, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        result = call(capsys, "sandbox", "serve", "--port", "0", *arguments)
        assert (result.code, said in result.err) == (code, True), result.err
        assert "a-secret" not in result.err  # what is no name of a variable may be the token itself

    def test_without_the_extra_it_says_what_to_install(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(SetupError) as caught:
            sandbox_serve._need_extra()
        assert caught.value.hint == 'pip install "r1ci-bench[serve]"'


class TestExec:
    def run(self, *arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "r1ci_bench", "sandbox", "exec", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_it_prints_what_the_program_prints_and_ends_as_it_ends(
        self, jail_works: None, tmp_path: Path
    ) -> None:
        file = tmp_path / "program.py"
        file.write_text("import sys\nprint(input() * 2, end='')\nprint('e', file=sys.stderr)\nsys.exit(9)")
        given = tmp_path / "in.txt"
        given.write_text("ab")
        code, out, err = self.run(file, "--stdin", given)
        assert (code, out) == (9, "abab")
        assert err.startswith("e\n[exit code 9, ")

    def test_a_program_from_standard_input(self, jail_works: None) -> None:
        assert self.run("-", stdin=b"print(6 * 7)")[:2] == (0, "42\n")

    def test_out_of_time_is_124(self, jail_works: None) -> None:
        code, out, err = self.run("-", "--seconds", "0.3", stdin=b"print(1)\nwhile True: pass")
        assert (code, out) == (124, "1\n")
        assert "[out of time, " in err

    def test_what_the_terminal_cannot_write_is_written_all_the_same(
        self, jail_works: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHONIOENCODING", "ascii")
        assert self.run("-", stdin=b"print('\\u00fc\\U0001f600')")[:2] == (0, "\u00fc\U0001f600\n")

    def test_all_that_is_known_as_json(self, jail_works: None) -> None:
        code, out, err = self.run("-", "--json", stdin=b"print(1)\nraise SystemExit(4)")
        assert (code, err) == (4, "")
        assert json.loads(out)["stdout"] == "1\n"

    def test_elsewhere(self, tmp_path: Path, capsys: Capture) -> None:
        file = tmp_path / "x.sh"
        file.write_text("echo there")
        with served(ObedientSandbox(), ceiling=Policy(output_bytes=1 << 20)) as running:
            result = call(capsys, "sandbox", "exec", file, "--sandbox", running.url)
        assert (result.code, result.out) == (0, "echo there")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"exit_code": 0}, 0),
            ({"exit_code": 255}, 255),
            ({"exit_code": None, "ending": "signalled", "signal": 11}, 139),
            ({"exit_code": None, "ending": "wall_time", "signal": 9}, 124),
            ({"exit_code": None, "ending": "cpu_time", "signal": 24}, 124),
            ({"exit_code": None, "ending": "memory", "signal": 9}, 137),
            ({"exit_code": 1, "ending": "memory"}, 137),
        ],
    )
    def test_the_exit_code_tells_how_it_ended(self, changes: dict[str, Any], code: int) -> None:
        assert exit_code(execution(**changes)) == code
        assert ending_line(execution(**changes)).startswith("[")

    @pytest.mark.parametrize(
        ("name", "content", "arguments", "said"),
        [
            ("none.py", None, (), "cannot read"),
            ("a.txt", b"print(1)", (), "--language"),
            ("a.py", b"\xff\xfe", (), "is not UTF-8 text: byte 0"),
            ("a.py", b"", (), "no code to run"),
            ("a.py", b"print(1)", ("--stdin", "nowhere"), "cannot read nowhere"),
            ("a.py", b"print(1)", ("--seconds", "0"), "--seconds"),
            ("a.py", b"print(1)", ("--seconds", "nan"), "wall_seconds is nan"),
            ("a.py", b"print(1)", ("--sandbox", "gopher://x"), "known: http, https"),
            ("a.py", b"print(1)", ("--sandbox", "http"), "needs the URL of a service"),
            ("a.py", b"print(1)", ("--language", "cobol"), "cobol"),
        ],
    )
    def test_wrong_input(
        self,
        capsys: Capture,
        tmp_path: Path,
        name: str,
        content: bytes | None,
        arguments: tuple[str, ...],
        said: str,
    ) -> None:
        if content is not None:
            (tmp_path / name).write_bytes(content)
        result = call(capsys, "sandbox", "exec", tmp_path / name, *arguments)
        assert result.code == 2, result.err
        assert said in result.err
        assert "Traceback" not in result.err
