"""`--sandbox`: an id, or a URL that selects the sandbox for its scheme; a run records what is behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.descriptors import SandboxDescriptor
from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.plugins import Plugins, build_plugin_manager
from r1ci_bench.records import RunSpec
from r1ci_bench.run.sandboxes import find_sandbox, make_sandbox
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.policy import MIB, Policy, SandboxOptions
from r1ci_bench.sandbox.service.client import HttpSandbox
from support.command_line import call
from support.sandbox_service import ObedientSandbox, served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class _Second:
    """A plugin with another sandbox for http, and one for a scheme of its own."""

    def __init__(self, *descriptors: SandboxDescriptor) -> None:
        self._descriptors = descriptors

    def plugins(self) -> Plugins:
        from r1ci_bench.hookspecs import hookimpl

        chosen = self._descriptors

        class Plugin:
            @hookimpl
            def register_sandboxes(self, register: Callable[[SandboxDescriptor], None]) -> None:
                for descriptor in chosen:
                    register(descriptor)

        plugins = build_plugin_manager(third_party=False)
        assert plugins.add(FoundPlugin("second", "second", "1", "second"), Plugin()) is None
        return plugins


def broken(options: SandboxOptions) -> object:
    raise RuntimeError(f"cannot reach {options.location}")


def none(options: SandboxOptions) -> object:
    return options


def descriptor(name: str, entry: str, *schemes: str) -> SandboxDescriptor:
    return SandboxDescriptor(id=name, version="1", entry=entry, summary="for tests", schemes=schemes)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return build_plugin_manager(third_party=False)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("jail", "jail", JailSandbox),
        ("http://127.0.0.1:1", "http", HttpSandbox),
        ("https://sandbox.example/x", "http", HttpSandbox),
        ("HTTP://127.0.0.1:1", "http", HttpSandbox),
    ],
)
def test_an_id_or_a_url_names_a_sandbox(plugins: Plugins, text: str, name: str, kind: type) -> None:
    assert find_sandbox(text, plugins).descriptor.id == name
    assert type(make_sandbox(text, plugins)) is kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jial", "did you mean 'jail'"),
        ("gopher://x", "known: http, https"),
        ("://x", "known: http, https"),
        ("http", "for example --sandbox http://"),
        ("http://", "for example --sandbox http://"),
    ],
)
def test_another_name_says_what_there_is(plugins: Plugins, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_sandbox(text, plugins)
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_a_scheme_that_two_plugins_claim_is_refused() -> None:
    plugins = _Second(descriptor("other", "x:y", "http")).plugins()
    with pytest.raises(UsageError, match="http and other both claim 'http'"):
        find_sandbox("http://x", plugins)


@pytest.mark.parametrize(
    ("entry", "said"),
    [("broken", "cannot be set up: RuntimeError: cannot reach mine://here"), ("none", "not a Sandbox")],
)
def test_a_plugin_s_sandbox_that_cannot_be_made_names_the_plugin(
    monkeypatch: pytest.MonkeyPatch, entry: str, said: str
) -> None:
    chosen = descriptor("mine", f"mine:{entry}", "mine")
    monkeypatch.setattr(SandboxDescriptor, "load", lambda self: globals()[entry])
    with pytest.raises(SetupError, match=said) as caught:
        make_sandbox("mine://here", _Second(chosen).plugins())
    assert "second" in caught.value.message


def test_a_spec_holds_no_password() -> None:
    with pytest.raises(ValueError, match="sandbox must not hold a user or password"):
        RunSpec(model="reference/solver", sandbox="http://me:secret@host")


class TestARun:
    ARGUMENTS = ("run", "--model", "reference/solver", "--tasks", "letters", "--samples", "2")

    def test_its_code_runs_in_the_service_and_its_manifest_says_where(
        self, jail_works: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        ceiling = Policy(output_bytes=MIB)
        with served(JailSandbox(SandboxOptions(concurrency=3)), ceiling=ceiling) as running:
            arguments = (*self.ARGUMENTS, "--sandbox", running.url, "--output", tmp_path / "run")
            result = call(capsys, *arguments)
            layers = [layer.name for layer in running.service.info().layers]
            counts = running.service.measured().decode()
        assert result.code == 0, result.err
        manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
        assert manifest["spec"]["sandbox"] == running.url
        assert [layer["name"] for layer in manifest["layers"]] == layers
        assert manifest["isolated"] is True
        records = [json.loads(line) for line in (tmp_path / "run" / "samples.jsonl").read_text().splitlines()]
        assert [record["outcome"] for record in records] == ["correct", "correct"]
        assert 'r1ci_sandbox_calls_total{ending="exited",language="python"} 2.0' in counts

    def test_one_without_isolation_is_marked(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        with served(ObedientSandbox(isolated=False), ceiling=Policy(output_bytes=MIB)) as running:
            call(capsys, *self.ARGUMENTS, "--sandbox", running.url, "--output", tmp_path / "run")
        assert json.loads((tmp_path / "run" / "manifest.json").read_bytes())["isolated"] is False

    def test_one_whose_service_is_not_there_says_so_before_it_begins(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        result = call(
            capsys, *self.ARGUMENTS, "--sandbox", "http://127.0.0.1:1", "--output", tmp_path / "run"
        )
        assert result.code == 3
        assert "there is no sandbox service at http://127.0.0.1:1" in result.err
        assert not (tmp_path / "run" / "samples.jsonl").exists()
