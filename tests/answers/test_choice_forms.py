"""Forms of answers that choose: every way to write a choice is read, and nothing that is no choice."""

from __future__ import annotations

import re
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from r1ci_bench.answers import (
    AnswerError,
    ChoiceForm,
    OneOfForm,
    TextForm,
    chosen,
    option_renderings,
)

FRUIT = ("the pears", "the apples", "a melon.", "What, cherries?")
letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Texts as options have them: also with typographic signs, quotes, full stops, dashes, stars, and brackets.
signs = st.text("'\" .:!?-=>*$`()[]\u2019\u201c\u201d\u2013\u00a0", max_size=3)
words = st.text("xyXY\u00df", min_size=2, max_size=3)
texts = st.tuples(signs, words, signs, words, signs).map(lambda parts: re.sub(r"\*+", "*", "".join(parts)))
# Some of a list are alike to readers: then only their letters say which is meant.
option_lists = st.lists(texts, min_size=2, max_size=5)


def place_of(text: str, options: tuple[str, ...] = FRUIT) -> int | None:
    """Which option an answer is judged to be; None also where it cannot be read."""
    with suppress(AnswerError):
        return chosen(ChoiceForm().read(text), options)
    return None


class TestLetters:
    @pytest.mark.parametrize(
        "text",
        [
            "(B)", "B", "b", "b)", "B.", "(B).", "[B].", "B)", "B:", "(b)", "Option B", "option (B).",
            "choice b",
            "**B**", "**(B)**", "**B**.", "**B.**", "`(B)`", "```\n(B)\n```", "$\\boxed{B}$",
            "\\boxed{\\text{B}}",
            "\\boxed{(B)}.", "$(\\text{B})$", "\\textbf{(B)}", '"B"', '["B"]', "('B')", "{B}", "Answer: B",
            "Final answer: (B)", "The answer is (B).", "the answer is B", "The correct option is: B",
            "answer B",
        ],
    )  # fmt: skip
    def test_a_letter_is_read_in_every_usual_form(self, text: str) -> None:
        assert ChoiceForm().read(text) == "B"
        assert place_of(text) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "", ".", "()", "AB", "(AB)", "A, B", "(A) or (B)", "A/B", "(A)(B)", "not B", "not (B)", "B?",
            "1", "2",
            "options", "choices", "answers", "(Z)", "E", "(B", "\u0412", "(A) (B)", "B B", "A = B",
            "B -", "(B) (A)",
        ],
    )  # fmt: skip
    def test_what_is_no_letter_of_the_list_is_no_choice(self, text: str) -> None:
        assert place_of(text) is None

    @given(letters)
    def test_the_form_reads_what_it_writes_and_its_renderings(self, letter: str) -> None:
        form = ChoiceForm()
        assert form.read(form.write(letter)) == letter
        for text in form.renderings(letter):
            assert form.read(text) == letter, text

    @given(letters)
    def test_no_mutation_is_read_as_the_same_letter(self, letter: str) -> None:
        for name, text in ChoiceForm().mutations(letter):
            assert ChoiceForm().read(text) != letter, (name, text)


class TestOptions:
    @pytest.mark.parametrize(
        "text",
        [
            "the apples", "The Apples.", "**the apples**", "the  apples", "\\text{the apples}",
            '"the apples".',
            "(B) the apples", "B) the apples", "b. the apples", "B: the apples", "(B): the apples",
            "[B] the apples",
            "**(B)** the apples", "**B.** the apples", "**B**: the apples", "**(B) the apples**",
            "B - the apples",
            "(B) \u2013 the apples", "(B) \u2014 the apples.", "B = the apples", "B \u2192 the apples",
            '(B) "the apples"',
            "Option B: the apples", "(B)\nthe apples", "the apples (B)", "the apples (B).",
            "Answer: (B) the apples",
            "$\\boxed{\\text{(B) the apples}}$", "(B) `the apples`", "(B) **the apples**",
        ],
    )  # fmt: skip
    def test_a_text_counts_with_and_without_its_letter(self, text: str) -> None:
        assert place_of(text) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "(A) the apples", "A. the apples", "the apples (A)", "**(A)** the apples",
            "(B) the pears, (A) the apples",
            "(B) the apples (A)", "the apples or the pears", "apples", "the apple", "not the apples",
            "(B) apples",
            "(B) not the apples", "A the apples", "the applesB", "(B) the apples and the pears",
            "(B) the apples?",
        ],
    )  # fmt: skip
    def test_a_letter_with_another_text_and_texts_nearby_are_no_choice(self, text: str) -> None:
        assert place_of(text) is None

    def test_full_stops_do_not_matter_and_other_signs_do(self) -> None:
        assert place_of("a melon") == place_of("A melon.") == place_of("(C) a melon") == 2
        assert place_of("What, cherries?") == 3
        assert place_of("What, cherries") is None
        assert place_of("And then...", ("And then...", "And then.")) == 0

    def test_no_full_stop_is_added_to_a_text_that_has_one(self) -> None:
        assert not any(
            text.endswith((". .", "..", "?.")) for place in (2, 3) for text in option_renderings(place, FRUIT)
        )

    def test_typographic_signs_in_options_are_those_of_answers(self) -> None:
        options = ("It\u2019s \u201cfine\u201d \u2013 now", 'It is "fine"')
        for text in (options[0], 'It\'s "fine" - now', f"(A) {options[0]}", 'A. It\'s "fine" - now'):
            assert place_of(text, options) == 0

    def test_quotes_around_an_option_may_be_left_out(self) -> None:
        options = ('"No."', "\u201cYes\u201d")
        for text in ('"No."', "No", "No.", '(A) "No."', "(A) No"):
            assert place_of(text, options) == 0
        for text in ("Yes", '"Yes"', '(B) "Yes"', "(B) Yes"):
            assert place_of(text, options) == 1

    def test_a_text_that_stands_for_two_options_is_no_choice_without_its_letter(self) -> None:
        options = ("same", "Same.", '"same"')
        assert place_of("same", options) is None
        assert [place_of(f"({letter}) same", options) for letter in "ABC"] == [0, 1, 2]

    def test_an_option_that_is_the_letter_of_another_one_is_no_choice_without_its_own(self) -> None:
        options = ("B", "A", "C")
        assert place_of("A", options) is None
        assert place_of("C", options) == 2
        assert place_of("(A) B", options) == 0

    @given(option_lists, st.data())
    @example(["- a", "a"], None)
    def test_each_rendering_of_an_option_means_it(
        self, options: list[str], data: st.DataObject | None
    ) -> None:
        place = data.draw(st.integers(0, len(options) - 1)) if data else 0
        for text in option_renderings(place, options):
            assert place_of(text, tuple(options)) == place, text

    @given(st.lists(st.text("xyz", min_size=2, max_size=4), min_size=2, max_size=5, unique=True), st.data())
    def test_letter_and_text_count_together_only_where_both_name_one_option(
        self, options: list[str], data: st.DataObject
    ) -> None:
        places = st.integers(0, len(options) - 1)
        one, other = data.draw(places), data.draw(places)
        wanted = one if one == other else None
        letter, text = "ABCDE"[one], options[other]
        for answer in (
            f"({letter}) {text}",
            f"{letter}. {text}",
            f"{text} ({letter})",
            f"**{letter}** - {text}",
        ):
            assert place_of(answer, tuple(options)) == wanted


class TestHostileText:
    @given(st.text(max_size=60))
    def test_nothing_but_an_answer_error_is_raised(self, text: str) -> None:
        for form in (ChoiceForm(), OneOfForm(("Yes", "No")), TextForm(), TextForm(case=True, stops=True)):
            with suppress(AnswerError):
                assert isinstance(form.read(text), str)
        assert place_of(text, (*FRUIT, text)) in (None, 0, 1, 2, 3, 4)

    @pytest.mark.parametrize(
        "part", ["(", "(A) ", "**", "A. ", " (", "option ", "- ", "[A]", ".", '"', "a (A"]
    )
    def test_long_text_is_judged_fast(self, part: str) -> None:
        before = perf_counter()
        place_of((part * 20_000)[:20_000])
        assert perf_counter() - before < 1

    @pytest.mark.parametrize(
        "text", ["\u00df", "\u0131", "\u017f", "\u212a", "\ufb01", "(\u00df)", "\u0149) x"]
    )
    def test_letters_of_which_the_case_is_not_ascii_are_no_letters(self, text: str) -> None:
        assert place_of(text, ("one",) * 26) is None

    def test_longer_text_is_refused(self) -> None:
        with pytest.raises(AnswerError, match="longer than"):
            ChoiceForm().read("A" * 20_001)


class TestOneOf:
    FORM = OneOfForm(("Yes", "No"), also={"y": "Yes", "n": "No"})

    @pytest.mark.parametrize("value", FORM.words)
    def test_words_are_read_in_every_rendering_and_no_mutation_is_one(self, value: str) -> None:
        assert self.FORM.read(self.FORM.write(value)) == value
        for text in self.FORM.renderings(value):
            assert self.FORM.read(text) == value, text
        for name, text in self.FORM.mutations(value):
            with suppress(AnswerError):
                assert self.FORM.read(text) != value, (name, text)

    @pytest.mark.parametrize(
        "text", ["Yes and no", "Yes, No", "maybe", "Yess", "", "not no", "1", "[Yes, No]"]
    )
    def test_other_words_are_refused(self, text: str) -> None:
        with pytest.raises(AnswerError):
            self.FORM.read(text)


class TestText:
    sentences = st.lists(st.text("abcXYZ", min_size=1, max_size=5), min_size=2, max_size=6).map(" ".join)
    forms = st.builds(TextForm, case=st.booleans(), stops=st.booleans())

    @given(forms, sentences)
    def test_texts_are_read_in_every_rendering_and_no_mutation_is_the_same(
        self, form: TextForm, text: str
    ) -> None:
        value = form.read(text)
        assert form.read(form.write(value)) == value
        for other in form.renderings(value):
            assert form.read(other) == value, other
        for name, other in form.mutations(value):
            assert form.read(other) != value, (name, other)

    def test_case_and_a_full_stop_matter_only_where_the_form_says_so(self) -> None:
        assert TextForm().read("**A b.**") == "a b"
        assert TextForm(case=True).read("A b.") == "A b"
        assert TextForm(case=True, stops=True).read("A b.") == "A b."
