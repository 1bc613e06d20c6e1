"""`r1ci-bench sandbox bench`: numbers for a person, or JSON for a program."""

from __future__ import annotations

import json

import pytest

from support.command_line import call

BENCH = ("sandbox", "bench", "--calls", 2, "--sandbox", "unsafe")


class TestNumbers:
    def test_a_table_names_each_program_and_what_isolated_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        result = call(capsys, *BENCH, "--concurrency", 2)
        assert result.code == 0
        assert "calls/s, 2 at a time" in result.out
        assert "layers: rlimits\n" in result.out
        for program in ("print(1)", "numpy", "sympy", "2 MB of output"):
            assert f"\n{program} " in result.out

    def test_json_has_seconds(self, capsys: pytest.CaptureFixture[str]) -> None:
        result = call(capsys, *BENCH, "--json")
        assert result.code == 0
        found = json.loads(result.out)
        assert found["sandbox"] == "unsafe"
        assert all(0 < each["best"] <= each["median"] <= each["p95"] for each in found["programs"])
        assert found["first_seconds"] > 0


class TestBadInput:
    def test_an_unknown_sandbox_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        result = call(capsys, "sandbox", "bench", "--sandbox", "jial")
        assert result.code == 2
        assert "jial" in result.err
        assert "jail" in result.err

    @pytest.mark.parametrize("option", ["--calls", "--concurrency"])
    @pytest.mark.parametrize("value", ["0", "-1", "many"])
    def test_counts_are_positive_numbers(
        self, capsys: pytest.CaptureFixture[str], option: str, value: str
    ) -> None:
        result = call(capsys, "sandbox", "bench", option, value)
        assert result.code == 2
        assert option in result.err
