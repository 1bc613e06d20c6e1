"""Which tasks an expression stands for, and what is said where it makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.descriptors import SplitDescriptor
from r1ci_bench.errors import R1ciError, SetupError, UsageError
from r1ci_bench.hashing import content_hash
from r1ci_bench.run.needs import Needs
from r1ci_bench.run.selection import choose
from r1ci_bench.run.sources import Sources, find_sources
from support.mixed_tasks import NOTE, fill_cache, mixed_plugins, write_data

if TYPE_CHECKING:
    from pathlib import Path

PLUGINS = mixed_plugins()
ALL = tuple(PLUGINS.tasks.ids())
MIX = ("mix/roll", "mix/quote", "mix/say", "mix/tool")
SYMBENCH = tuple(name for name in ALL if name.startswith("symbench/"))


def tasks(*expressions: str) -> tuple[str, ...]:
    return choose(expressions, PLUGINS).tasks


class TestExpressions:
    @pytest.mark.parametrize(
        ("expressions", "found"),
        [
            (["mix/roll"], {"mix/roll"}),
            (["quote"], {"mix/quote"}),
            (["mix/*"], {*MIX}),
            (["*"], {*ALL}),
            (["@whole"], {*MIX}),
            (["mix/roll, say"], {"mix/roll", "mix/say"}),
            (["mix/roll", "say"], {"mix/roll", "mix/say"}),
            (["mix/*,-mix/say"], {*MIX} - {"mix/say"}),
            (["mix/*", "-say", "-@drawn", "quote"], {"mix/quote"}),
            (["mix/*,-@drawn,-@drawn"], {"mix/say"}),
            (["mix/say,-mix/r*"], {"mix/say"}),
            (["mix/*,-mix/*,say"], {"mix/say"}),
            (["-symbench/*"], {*ALL} - {*SYMBENCH}),
            (["-symbench/*,-@drawn"], {*ALL} - {*SYMBENCH} - {*MIX} | {"mix/say"}),
            (["mix/roll,,", " "], {"mix/roll"}),
        ],
    )  # fmt: skip
    def test_parts_add_and_take_away_from_left_to_right(
        self, expressions: list[str], found: set[str]
    ) -> None:
        assert tasks(*expressions) == tuple(sorted(found))

    @given(st.lists(st.tuples(st.booleans(), st.sampled_from([*MIX, "mix/*", "mix/?o*", "@drawn"]))))
    def test_a_list_means_what_its_parts_do_one_after_the_other(self, parts: list[tuple[bool, str]]) -> None:
        members = {
            "mix/*": {*MIX},
            "mix/?o*": {"mix/roll", "mix/tool"},
            "@drawn": {*MIX} - {"mix/say"},
            **{name: {name} for name in MIX},
        }
        expected = {*MIX}
        wrong = False
        for away, text in parts:
            if away and text in MIX and text not in expected:
                wrong = True
                break
            expected = expected - members[text] if away else expected | members[text]
        written = ["mix/*", *(f"{'-' * away}{text}" for away, text in parts)]
        if wrong or not expected:
            with pytest.raises(UsageError):
                tasks(*written)
        else:
            assert tasks(",".join(written)) == tasks(*written) == tuple(sorted(expected))

    def test_who_is_named_one_by_one_is_known(self) -> None:
        assert choose(["mix/*,say,@drawn,roll,-roll"], PLUGINS).named == {"mix/say"}

    def test_the_splits_are_known_with_what_identifies_them(self) -> None:
        (one, two) = choose(["@drawn", "-@whole,say"], PLUGINS).splits
        assert (one.name, one.version, one.note, two.name) == ("drawn", "3", NOTE, "whole")
        assert one.digest == content_hash(["mix/quote", "mix/roll", "mix/tool"])
        assert str(one) == "@drawn: drawn by lot"

    @pytest.mark.parametrize(
        ("expression", "message", "hint"),
        [
            ("mix/rol", "unknown task 'mix/rol'", "did you mean 'mix/roll'"),
            ("rol", "no task matches 'rol'", "did you mean 'mix/roll'"),
            ("mix/z*", "no task matches 'mix/z*'", "tasks list"),
            ("*,-mix/z*", "no task matches 'mix/z*'", "tasks list"),
            ("@drown", "unknown split 'drown'", "did you mean 'drawn'"),
            ("drawn", "no task matches 'drawn'", "the split of that name: @drawn"),
            ("@", "unknown split ''", "known: "),
            ("-", "no task matches ''", ""),
            ("", "no task is selected", "tasks list"),
            ("mix/*,-mix/*", "nothing is left of 'mix/*,-mix/*'", "tasks list"),
            ("say,-roll", "mix/roll cannot be taken away", "left to right"),
            ("mix/*,-say,-say", "mix/say cannot be taken away", "left to right"),
            ("-say,-say", "mix/say cannot be taken away", ""),
            ("@absent/x", "cannot read the split absent/x: No such file", ""),
            ("@absent.txt", "cannot read the split absent.txt: No such file", ""),
        ],
    )
    def test_what_makes_no_sense_is_explained(self, expression: str, message: str, hint: str) -> None:
        with pytest.raises(UsageError) as caught:
            tasks(expression)
        assert message in caught.value.message
        assert hint in (caught.value.hint or "")


class TestFiles:
    def write(self, folder: Path, name: str, text: str) -> str:
        (folder / name).write_text(text)
        return f"@{folder / name}"

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("mine.txt", "# mine\n\nmix/roll  # a comment\n  mix/q*\n"),
            ("mine", "mix/roll\nquote\n"),
            ("mine.json", '{"tasks": ["mix/roll", "mix/quote"], "rule": "By hand."}'),
            ("mine.toml", 'tasks = ["mix/roll", "mix/quote"]\nversion = "2"\n'),
        ],
    )
    def test_a_file_is_a_split_in_each_of_its_forms(self, tmp_path: Path, name: str, text: str) -> None:
        selection = choose([self.write(tmp_path, name, text), "-roll"], PLUGINS)
        assert selection.tasks == ("mix/quote",)
        (split,) = selection.splits
        assert split.name == str(tmp_path / name)
        assert split.version == ("2" if name.endswith("toml") else "")
        assert split.digest == content_hash(["mix/quote", "mix/roll"])
        assert not selection.named

    def test_all_unknown_names_are_listed(self, tmp_path: Path) -> None:
        path = self.write(tmp_path, "mine.txt", "mix/rol\nmix/say\nmix/z*\nnone\n")
        with pytest.raises(UsageError, match=r"names 3 unknown tasks: mix/rol, mix/z\*, none") as caught:
            tasks(path)
        assert "did you mean 'mix/roll'" in (caught.value.hint or "")

    def test_a_name_that_stands_for_several_tasks_is_not_called_unknown(self, tmp_path: Path) -> None:
        plugins = mixed_plugins(twin_of="say")
        path = self.write(tmp_path, "mine.txt", "say\n")
        for expression in ("say", path):
            with pytest.raises(UsageError, match="task name 'say' stands for 2 tasks") as caught:
                choose([expression], plugins)
            assert caught.value.hint == "mix/say, twin/say"

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("a.json", "{", "is not valid JSON"),
            ("a.json", "[" * 100_000, "is not valid JSON"),
            ("a.json", '["mix/roll"]', "is not a split"),
            ("a.json", '{"tasks": "mix/roll"}', "tasks is not a list of ids"),
            ("a.json", '{"tasks": [5]}', "tasks is not a list of ids"),
            ("a.json", '{"name": "a"}', "tasks is not a list of ids"),
            ("a.json", '{"tasks": ["mix/roll"], "nots": ""}', "unknown field 'nots'"),
            ("a.json", '{"tasks": ["mix/roll"], "version": 1}', "version is not a text"),
            ("a.toml", "tasks = ", "is not valid TOML"),
            ("a.txt", "# nothing\n", "holds no task"),
        ],
    )
    def test_a_file_that_is_no_split_is_named(
        self, tmp_path: Path, name: str, text: str, message: str
    ) -> None:
        with pytest.raises(UsageError, match=message) as caught:
            tasks(self.write(tmp_path, name, text))
        assert str(tmp_path / name) in caught.value.message

    def test_bytes_that_are_no_text_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
        with pytest.raises(UsageError, match=r"cannot read the split .*a\.txt"):
            tasks(f"@{tmp_path / 'a.txt'}")

    def test_a_file_named_like_a_split_needs_its_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for name in ("drawn", "other"):
            self.write(tmp_path, name, "mix/say\n")
        assert "mix/say" not in tasks("@drawn")
        assert tasks("@./drawn") == ("mix/say",)
        with pytest.raises(UsageError, match="unknown split 'other'") as caught:
            tasks("@other")
        assert caught.value.hint == "to read the file of that name: @./other"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("support.mixed_tasks:no_split", "makes a str, not a Split"),
        ("support.mixed_tasks:write_data", "cannot be made"),
        ("support.mixed_tasks:absent", "cannot be loaded"),
    ],
)
def test_a_split_whose_plugin_is_broken_is_a_fault_of_the_plugin(entry: str, message: str) -> None:
    plugins = mixed_plugins(SplitDescriptor(id="bad", version="1", entry=entry, summary="Broken."))
    with pytest.raises(SetupError, match=message):
        choose(["@bad"], plugins)
    assert choose(["@drawn"], plugins).tasks


class TestWhatCanBeAsked:
    @pytest.fixture(autouse=True)
    def cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path / "cache"))

    def sources(self, *expressions: str, data_dir: Path | None = None) -> tuple[Sources, list[str]]:
        notes: list[str] = []
        chosen = choose(expressions, PLUGINS)
        where = str(data_dir) if data_dir is not None else None
        return find_sources(chosen, PLUGINS, data_dir=where, note=notes.append), notes

    def test_what_cannot_be_asked_is_left_out_of_globs_and_splits_with_one_note_for_each_reason(self) -> None:
        for expression in ("mix/*", "@whole", "@whole,mix/*"):
            sources, notes = self.sources(expression)
            assert sources == Sources(("mix/roll", "mix/say"), {})
            data, modules = notes
            assert data == (
                "left out, 1 task whose data set is not there (sayings): mix/quote; to have them: "
                "r1ci-bench data fetch sayings, or --data-dir DIR for a local copy"
            )
            assert modules == (
                "left out, 1 task whose modules are not installed (a_module_that_nobody_has): mix/tool; "
                'to have them: pip install "acme-mix[tool]"'
            )

    def test_a_note_names_the_first_few_and_counts_the_others(self) -> None:
        data_sets = sum(item.descriptor.source == "dataset" for item in PLUGINS.tasks)
        _, notes = self.sources("*,-mix/tool")
        (note,) = [text for text in notes if "data set" in text]
        assert note.startswith(f"left out, {data_sets} tasks whose data set is not there (bbh, sayings, symb")
        assert f" and {data_sets - 3} more; to have them: r1ci-bench data fetch " in note

    @pytest.mark.parametrize(
        ("name", "error", "message", "hint"),
        [
            ("quote", UsageError, "mix/quote loads a data set", "r1ci-bench data fetch sayings, or --data"),
            ("tool", SetupError, "mix/tool needs a_module_that_nobody_has", 'pip install "acme-mix[tool]"'),
        ],
    )
    def test_who_is_named_must_be_askable(
        self, name: str, error: type[R1ciError], message: str, hint: str
    ) -> None:
        for expression in (name, f"mix/*,{name}"):
            with pytest.raises(error) as caught:
                self.sources(expression)
            assert message in caught.value.message
            assert hint in (caught.value.hint or "")

    def test_a_glob_of_which_nothing_is_left_says_why(self) -> None:
        with pytest.raises(UsageError, match="mix/quote loads a data set"):
            self.sources("mix/q*")
        with pytest.raises(UsageError, match="none of the selected tasks can be asked now") as caught:
            self.sources("@drawn,-roll")
        assert "data fetch sayings" in (caught.value.hint or "")
        assert "acme-mix[tool]" in (caught.value.hint or "")

    def test_a_data_set_is_asked_once_it_is_in_the_cache(self) -> None:
        home = fill_cache(quote=["a"])
        sources, notes = self.sources("mix/*,-tool")
        # What can generate does, without --data-dir.
        assert sources == Sources(("mix/quote", "mix/roll", "mix/say"), {"mix/quote": home})
        assert notes == []

    def test_a_local_copy_may_be_the_root_of_one_data_set_or_of_all(self, tmp_path: Path) -> None:
        one = write_data(tmp_path / "all" / "sayings", say=["a"], quote=["b"])
        for data_dir in (one, tmp_path / "all"):
            sources, _ = self.sources("mix/*", data_dir=data_dir)
            assert sources.official == {"mix/quote": one, "mix/say": one}
            assert sources.tasks == ("mix/quote", "mix/roll", "mix/say")

    def test_a_local_copy_that_nothing_is_asked_from_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="--data-dir has no effect"):
            self.sources("mix/roll", data_dir=tmp_path)

    def test_what_lacks_is_known_without_an_import(self) -> None:
        needs = Needs(PLUGINS)
        found: dict[str, Any] = {name: needs.of(name) for name in MIX}
        assert (found["mix/roll"], found["mix/say"]) == (None, None)
        assert (found["mix/quote"].kind, found["mix/quote"].what) == ("data", "sayings")
        assert (found["mix/tool"].kind, found["mix/tool"].what) == ("modules", "a_module_that_nobody_has")
