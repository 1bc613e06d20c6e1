"""What holds for every text that a model could write."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from protocol.corpus_cases import Case, cases

from r1ci_bench.protocol import (
    FEEDBACK_PREFIX,
    MAX_ANSWER_CHARS,
    STOP_SEQUENCES,
    Note,
    code_blocks,
    read_output,
    read_reply,
)
from r1ci_bench.protocol.constants import LANGUAGE_TAGS

LANGUAGE_OF = {tag: language for language, tags in LANGUAGE_TAGS.items() for tag in tags}

# Anything may stand in a reply, lone surrogates included; pieces of the protocol must stand there often.
PIECES = [
    "```", "````", "~~~", "`", "```python", "```py\n", "```text", "~~~python\n", "\n```\n", "\n~~~\n",
    "\n", "\r\n", "\r", "\n    ", "\t", "- ", "1. ", "> ", "print(1)", " ", "x", "\0", "\f", "\u2028",
    "```sh\n", "\n```c++", "x ```js\n",
    "<", ">", "<<<", ">>>", "<<<<", "<<<5>>>", "<<<answer>>>", "{", "}", "\\", "\\boxed{", "\\boxed{7}",
    "<think>", "</think>", "\n</think>\n", "<thinking>", "</thinking>", "\ud800", "\u0130", "\u017f",
    f"\n{FEEDBACK_PREFIX}", FEEDBACK_PREFIX,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=3), max_size=25).map("".join)
FLAGS = st.booleans()


@given(TEXTS, FLAGS, FLAGS)
def test_a_reading_is_consistent_with_itself_and_with_the_text(
    text: str, truncated: bool, code_allowed: bool
) -> None:
    reply = read_reply(text, truncated=truncated, code_allowed=code_allowed)

    assert len(reply.kept) + reply.discarded == len(text)
    assert 0 <= reply.thinking_chars <= len(text)
    assert set(reply.notes) <= {note.value for note in Note}
    assert (reply.action == "run_code") == (reply.code is not None)
    assert (reply.action == "answer") == (reply.answer is not None) == (reply.answer_source is not None)
    assert code_allowed or reply.action != "run_code"
    if reply.code is not None:
        assert reply.code.end == len(reply.kept)
        assert reply.code.code.strip()
        assert reply.code.language == "python"
    if reply.answer is not None:
        assert reply.answer == reply.answer.strip() != ""


@given(TEXTS, FLAGS, FLAGS)
def test_what_is_kept_is_a_prefix_that_can_be_written_down(
    text: str, truncated: bool, code_allowed: bool
) -> None:
    kept = read_reply(text, truncated=truncated, code_allowed=code_allowed).kept

    kept.encode()  # would raise for lone surrogates
    start = text[: len(kept)]
    assert all(
        ours == theirs or "\ud800" <= theirs <= "\udfff" for ours, theirs in zip(kept, start, strict=True)
    )


@given(TEXTS, FLAGS, FLAGS)
def test_what_is_kept_reads_like_the_whole(text: str, truncated: bool, code_allowed: bool) -> None:
    first = read_reply(text, truncated=truncated, code_allowed=code_allowed)
    still_truncated = truncated and first.discarded == 0

    second = read_reply(first.kept, truncated=still_truncated, code_allowed=code_allowed)

    assert (second.action, second.kept, second.discarded) == (first.action, first.kept, 0)
    assert (second.code, second.answer, second.answer_source) == (
        first.code,
        first.answer,
        first.answer_source,
    )


LANGUAGES = st.lists(st.sampled_from(sorted(LANGUAGE_TAGS)), unique=True)
BLOCKS = st.lists(
    st.tuples(
        st.sampled_from([*LANGUAGE_OF, "console", "pycon", "c", "typescript", "text", ""]),
        st.sampled_from(["```", "````", "~~~"]),
        st.sampled_from(["print(1)", "echo 1", "int main() {}", "x\n\ny", ""]),
        st.sampled_from(["lower", "upper", "title"]),
    ),
    max_size=6,
)


@given(BLOCKS, LANGUAGES)
def test_the_first_block_of_an_allowed_language_runs(
    blocks: list[tuple[str, str, str, str]], languages: list[str]
) -> None:
    text = "".join(
        f"Now:\n{fence}{getattr(tag, case)()}\n{code}\n{fence}\n" for tag, fence, code, case in blocks
    )
    reply = read_reply(text, languages=languages)

    wanted = next(
        (
            (LANGUAGE_OF[tag], code)
            for tag, _, code, _ in blocks
            if code and LANGUAGE_OF.get(tag) in languages
        ),
        None,
    )
    assert (reply.code and (reply.code.language, reply.code.code)) == wanted
    assert reply.action == ("none" if wanted is None else "run_code")


@given(TEXTS, LANGUAGES, FLAGS, FLAGS)
def test_a_block_that_runs_is_of_an_allowed_language_and_reads_alike_when_kept(
    text: str, languages: list[str], truncated: bool, code_allowed: bool
) -> None:
    reply = read_reply(text, truncated=truncated, languages=languages, code_allowed=code_allowed)

    if reply.code is not None:
        assert reply.code.language in languages
        assert read_reply(reply.kept, languages=languages).code == reply.code


@given(st.sampled_from(sorted(LANGUAGE_OF)), LANGUAGES, st.sampled_from(["Now: ", "x", "- a "]))
def test_a_fence_behind_text_opens_only_where_its_language_runs(
    tag: str, languages: list[str], before: str
) -> None:
    blocks = code_blocks(f"{before}```{tag}\ncode\n```\nand on", languages=languages)

    assert [(block.language, block.code) for block in blocks] == (
        [(LANGUAGE_OF[tag], "code")] if LANGUAGE_OF[tag] in languages else []
    )


@given(TEXTS, FLAGS)
def test_where_python_alone_runs_the_tag_of_another_language_means_no_more_than_an_unknown_one(
    text: str, code_allowed: bool
) -> None:
    unknown = text.replace("```sh", "```zz").replace("```c++", "```zzz").replace("```js", "```zz")

    known_read = read_reply(text, code_allowed=code_allowed)
    unknown_read = read_reply(unknown, code_allowed=code_allowed)

    assert known_read.notes == unknown_read.notes
    assert (known_read.action, known_read.answer_source) == (unknown_read.action, unknown_read.answer_source)
    assert (known_read.discarded, known_read.thinking_chars) == (
        unknown_read.discarded,
        unknown_read.thinking_chars,
    )


@given(TEXTS)
def test_a_provider_that_ignores_the_stop_sequences_changes_nothing(text: str) -> None:
    (stop,) = STOP_SEQUENCES
    stopped = read_reply(text.partition(stop)[0])

    free = read_reply(text)

    assert (free.action, free.answer) == (stopped.action, stopped.answer)
    assert (free.code and free.code.code) == (stopped.code and stopped.code.code)


@given(TEXTS)
def test_offsets_of_a_block_hold_its_fence(text: str) -> None:
    blocks = code_blocks(text)

    for block in blocks:
        fence = text[block.start : block.end]
        character = fence[0]
        opening = len(fence) - len(fence.lstrip(character))
        closing = len(fence) - len(fence.rstrip(character))
        assert character in "`~"
        assert 3 <= opening <= closing
        assert fence[opening:].splitlines() != [""]
    assert all(one.end <= other.start for one, other in pairwise(blocks))


@given(
    st.lists(st.text(st.characters(exclude_characters="`\r", exclude_categories=["Cs"])), max_size=5),
    st.integers(3, 6),
)
def test_code_comes_out_as_it_went_in(lines: list[str], width: int) -> None:
    code = "x\n" + "\n".join(lines)
    fence = "`" * width

    reply = read_reply(f"Now:\n{fence}python\n{code}\n{fence}\nand on")

    if "\n</think" not in code.lower():  # a closing tag alone on its line ends thinking even in a block
        assert reply.code is not None
        assert reply.code.code == code


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_answer_comes_out_as_it_went_in(content: str) -> None:
    wanted = content.replace("\r\n", "\n").replace("\r", "\n").strip()

    reply = read_reply(f"So <<< {content} >>>.")

    if wanted and not any(piece in content for piece in ("<<<", ">>>", "```", "~~~", "think", "reasoning")):
        assert reply.answer == wanted or reply.notes == ("placeholder_marker",)


@given(TEXTS)
@example("\ud800")
def test_an_output_is_read_without_fail(stdout: str) -> None:
    found = read_output(stdout)

    if found is None:
        assert not stdout.strip()
    else:
        answer, _ = found
        assert answer == answer.strip() != ""
        answer.encode()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_no_prefix_of_a_corpus_reply_breaks_the_reading(case: Case) -> None:
    for end in range(len(case.text)):
        cut = read_reply(case.text[:end], truncated=True, languages=case.languages)
        assert cut.code is None or cut.code.end == len(cut.kept)


class TestLoneSurrogates:
    def test_code_and_answer_carry_a_replacement_and_the_reply_says_so(self) -> None:
        code = read_reply("```python\nprint('\udcff')\n```")
        answer = read_reply("<<<a\ud800b>>>")

        assert code.code is not None
        assert code.code.code == "print('\ufffd')"
        assert code.kept == "```python\nprint('\ufffd')\n```"
        assert answer.answer == "a\ufffdb"
        assert code.notes == answer.notes == ("surrogates_replaced",)

    def test_whole_characters_outside_the_basic_plane_stay(self) -> None:
        assert read_reply("<<<\U0001f600>>>").answer == "\U0001f600"


class TestLongAnswers:
    def test_an_answer_of_the_greatest_length_counts(self) -> None:
        answer = "x" * MAX_ANSWER_CHARS

        assert read_reply(f"<<<{answer}>>>").answer == answer
        assert read_output(answer) == (answer, "stdout")

    def test_a_longer_answer_does_not_and_an_earlier_one_stands(self) -> None:
        long = "x" * (MAX_ANSWER_CHARS + 1)

        alone = read_reply(f"<<<{long}>>>")
        later = read_reply(f"<<<5>>> <<<{long}>>>")

        assert (alone.action, alone.notes) == ("none", ("answer_too_long",))
        assert (later.answer, later.notes) == ("5", ("answer_too_long",))
        assert read_reply("\\boxed{" + long + "}").action == "none"
        assert read_output(long) is None
        assert read_output(f"<<<{long}>>>") is None


class TestLongLines:
    """The reading looks back a bounded distance from each fence."""

    def test_a_fence_far_behind_text_opens_by_its_tag(self) -> None:
        reply = read_reply("x" * 1000 + "```python\nprint(1)\n```")

        assert reply.code is not None
        assert reply.code.code == "print(1)"
        assert reply.notes == ("fence_after_text",)

    def test_a_fence_without_a_tag_far_behind_its_line_start_is_prose(self) -> None:
        assert code_blocks(" " * 1000 + "```\nx\n```") == ()

    def test_invented_results_far_behind_their_line_start_are_prose(self) -> None:
        assert read_reply(" " * 1000 + FEEDBACK_PREFIX + " <<<5>>>").answer == "5"
