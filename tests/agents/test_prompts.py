"""Prompt templates: ours, the user's, and every way in which the user's can be wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.agents import Prompts
from r1ci_bench.agents.all_code import AllCode
from r1ci_bench.agents.all_text import AllText
from r1ci_bench.agents.code_interpreter import CodeInterpreter
from r1ci_bench.agents.codesteer import CodeSteer
from r1ci_bench.agents.prompts import TEMPLATES, policy_values
from r1ci_bench.agents.steering import read_choice, read_decision
from r1ci_bench.errors import UsageError
from r1ci_bench.protocol import FEEDBACK_PREFIX, read_reply
from r1ci_bench.protocol.constants import LANGUAGE_TAGS
from r1ci_bench.sandbox.policy import Policy

if TYPE_CHECKING:
    from r1ci_bench.agents import Agent
    from r1ci_bench.sandbox.policy import Language

PACKAGED = Path(__file__).parents[2] / "r1ci_bench" / "agents" / "templates"
AGENTS: list[type[Agent]] = [AllText, AllCode, CodeInterpreter, CodeSteer]
TO_THE_GUIDE = {
    "codesteer_check.md",
    "codesteer_check_failed.md",
    "codesteer_choose.md",
    "codesteer_decide.md",
}
HEAD = {
    "question": "How many?",
    "code_calls": 8,
    "code_seconds": "60",
    "languages": "python",
    "fences": "```python",
    "stateful": False,
    "session_seconds": "480",
}
LANGUAGES = st.lists(st.sampled_from(sorted(LANGUAGE_TAGS)), min_size=1, unique=True).map(tuple)
POLICIES = st.builds(Policy, languages=LANGUAGES, stateful=st.booleans())


def filled(name: str, **changes: object) -> str:
    values = dict.fromkeys(TEMPLATES[name], "text") | HEAD | {"rounds_left": 5} | changes
    return Prompts().render(name, **{key: values[key] for key in TEMPLATES[name]})


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_packaged_file_is_a_template_of_some_agent() -> None:
    used = {name for agent in AGENTS for name in agent.templates}
    assert used == set(TEMPLATES) == {path.name for path in PACKAGED.iterdir()}


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_prompts_speak_only_of_what_the_protocol_knows(name: str) -> None:
    for calls in (0, 1, 8):
        text = filled(name, code_calls=calls)
        for marker in re.findall(r"<<<.*?>>>", text):
            reply = read_reply(marker, code_allowed=False)
            decided = read_decision(reply)[0], read_choice(reply)[0]
            # Either how to write an answer, which a model that echoes it has not given, or a guide's word.
            assert reply.answer is None or decided[0] not in {"guidance", "none"}
        without_markers = re.sub(r"<<<.*?>>>", "", text)
        assert not re.search(r"</?[a-zA-Z]\w*>", without_markers), "the protocol knows no tags"
        assert set(re.findall(r"```(\w*)", text)) <= {"python", ""}
        if name not in TO_THE_GUIDE:
            assert read_reply(text).action == "none", "a model that repeats its prompt has done nothing"
        for heard in re.findall(r"after the words \"(.*?)\"", text):
            assert heard == FEEDBACK_PREFIX


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_prompts_are_short_and_clean(name: str) -> None:
    text = filled(name)
    assert len(text.encode()) < 4096
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@given(st.sampled_from(sorted(TEMPLATES)), POLICIES, st.integers(0, 8))
def test_a_prompt_that_asks_for_code_names_the_tags_of_the_languages_that_run_and_no_other(
    name: str, policy: Policy, code_calls: int
) -> None:
    text = filled(name, code_calls=code_calls, **policy_values(policy))

    tags = re.findall(r"```([\w+]+)", text)
    # A guide's check is in Python wherever that runs, since we ask for it and need not leave the choice.
    checks = name in TO_THE_GUIDE and "python" in policy.languages
    assert tags in ([], ["python"] if checks else [LANGUAGE_TAGS[one][0] for one in policy.languages])
    assert read_reply(text, languages=policy.languages).action != "run_code"
    assert len(text.encode()) < 4096
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["code_interpreter.md", "codesteer_code.md"])
class TestWhatAPromptSaysOfStateIsTrue:
    def said(self, name: str, *languages: Language, stateful: bool = True) -> str:
        policy = Policy(languages=languages, stateful=stateful, session_wall_seconds=90.0)
        return filled(name, **policy_values(policy))

    def test_without_state_nothing_is_kept(self, name: str) -> None:
        text = self.said(name, "python", stateful=False)
        assert "Nothing is kept from one run to the next" in text
        assert "all runs together" not in text

    def test_python_keeps_what_it_defines_and_what_it_writes(self, name: str) -> None:
        text = self.said(name, "python")
        assert "Nothing is kept" not in text
        assert "complete script" not in text
        assert "Variables, functions, imports and files of Python code are kept" in text
        assert "other languages" not in text
        assert "A run may take 60 seconds, all runs together 90." in text

    def test_other_languages_beside_python_share_the_files(self, name: str) -> None:
        assert "; other languages share the files only." in self.said(name, "bash", "python")

    def test_without_python_only_files_are_kept(self, name: str) -> None:
        text = self.said(name, "bash", "cpp")
        assert "Files are kept from one run to the next, variables are not" in text
        assert "Python" not in text


def test_several_languages_are_a_choice_and_one_is_none() -> None:
    def fences(*languages: Language) -> object:
        return policy_values(Policy(languages=languages))["fences"]

    assert fences("python") == "```python"
    assert fences("python", "bash") == "```python or ```bash"
    assert fences("python", "javascript", "cpp") == "```python, ```javascript or ```cpp"


def test_the_guides_prompts_hold_for_every_state_of_a_review() -> None:
    for reply in (None, "reply"):
        for check in (None, "check"):
            for features in (None, "features"):
                text = filled(
                    "codesteer_decide.md", reply=reply, check=check, features=features, results=None
                )
                assert "\n\n\n" not in text
                assert text == text.strip()


@given(st.text())
def test_what_is_put_in_is_never_changed_nor_read_as_a_template(question: str) -> None:
    text = Prompts().render("all_text.md", **(HEAD | {"question": question + "{{ 7 * 7 }}{% if"}))
    assert text.endswith("Question:\n" + question + "{{ 7 * 7 }}{% if")


def test_a_users_template_replaces_ours_and_no_other(tmp_path: Path) -> None:
    prompts = Prompts(write(tmp_path, "all_text.md", "Please: {{ question }}\n\n"))
    assert prompts.render("all_text.md", **HEAD) == "Please: How many?"
    assert prompts.render("all_code.md", **HEAD) == Prompts().render("all_code.md", **HEAD)


def test_the_hash_follows_the_text_and_not_its_line_ends(tmp_path: Path) -> None:
    ours = (PACKAGED / "all_text.md").read_text("utf-8")
    (tmp_path / "all_text.md").write_bytes(b"\xef\xbb\xbf" + ours.replace("\n", "\r\n").encode() + b"\r\n")
    assert Prompts(tmp_path).hash() == Prompts().hash()
    write(tmp_path, "all_text.md", ours + "!")
    assert Prompts(tmp_path).hash() != Prompts().hash()


def test_the_hash_can_cover_the_templates_of_one_agent(tmp_path: Path) -> None:
    changed = Prompts(write(tmp_path, "all_text.md", "{{ question }}"))
    assert changed.hash(CodeSteer.templates) == Prompts().hash(CodeSteer.templates)
    assert changed.hash(AllText.templates) != Prompts().hash(AllText.templates)
    assert Prompts().hash([]) != Prompts().hash()


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, ".DS_Store", "junk")
    assert Prompts(tmp_path).hash() == Prompts().hash()


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("code_interpretr.md", "{{ question }}", "is no prompt template", "code_interpreter.md"),
        ("all_text.md", "a\n{{ qestion }}", r"all_text\.md:2: unknown variable 'qestion'", "question"),
        ("all_text.md", "{{ question }}\n\n{% if %}", r"all_text\.md:3: ", None),
        ("all_text.md", "{{ question | nofilter }}", r"all_text\.md:1: ", None),
        ("all_text.md", "{{ question }}\n{{ question.nothing }}", r"all_text\.md:2: ", None),
        ("all_text.md", "{{ question }}\n\n\n{{ code_calls / 0 }}", r"all_text\.md:4: ", None),
        ("all_text.md", "{{ question }}{% include 'x' %}", r"all_text\.md:1: ", None),
        ("all_text.md", "{{ question.__class__.__mro__ }}", r"all_text\.md:1: ", None),
        ("all_text.md", "{% if not stateful %}{{ question }}{% endif %}", "never shows 'question'", None),
        ("all_text.md", "{{ question }}{% if stateful %}{{ 1 / 0 }}{% endif %}", r"all_text\.md:1: ", None),
        ("all_text.md", "Think.", "never shows 'question'", "{{ question }}"),
        ("codesteer_switch_text.md", "{{ reply }}", "unknown variable 'reply'", "this template has"),
    ],
)
def test_a_bad_template_is_refused_before_anything_runs(
    tmp_path: Path, name: str, text: str, message: str, hint: str | None
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Prompts(write(tmp_path, name, text))
    if hint is not None:
        assert hint in (caught.value.hint or "")


def test_a_template_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "all_text.md").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        Prompts(tmp_path)
    (tmp_path / "all_text.md").unlink()
    (tmp_path / "all_text.md").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        Prompts(tmp_path)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        Prompts(tmp_path / "nowhere")


def test_a_template_that_fails_late_says_where(tmp_path: Path) -> None:
    late = "{{ question }}\n{% if code_calls == 3 %}\n{{ 1 / 0 }}\n{% endif %}"
    prompts = Prompts(write(tmp_path, "all_text.md", late))
    with pytest.raises(UsageError, match=r"all_text\.md:3: .*zero"):
        prompts.render("all_text.md", **(HEAD | {"code_calls": 3}))
