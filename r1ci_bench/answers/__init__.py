"""Reading answers: tolerant of their form, strict about their content, bounded, never evaluating text."""

from r1ci_bench.answers.choice_forms import (
    ChoiceForm,
    OneOfForm,
    TextForm,
    chosen,
    option_renderings,
    plain,
)
from r1ci_bench.answers.expressions import Expression, read_expression
from r1ci_bench.answers.forms import Form, IntegerForm, NumberForm, WordForm
from r1ci_bench.answers.list_forms import CellsForm, GridForm, IntegersForm, ItemsForm, shaped
from r1ci_bench.answers.named import read_named_integers
from r1ci_bench.answers.readers import (
    read_decimal_pairs,
    read_grid,
    read_integer,
    read_integer_pairs,
    read_integers,
    read_items,
    read_number,
    read_steps,
)
from r1ci_bench.answers.text import (
    MOST_CHARS,
    MOST_DIGITS,
    AnswerError,
    excerpt,
    unwrap,
    without_brackets,
    without_bullets,
)

__all__ = [
    "MOST_CHARS",
    "MOST_DIGITS",
    "AnswerError",
    "CellsForm",
    "ChoiceForm",
    "Expression",
    "Form",
    "GridForm",
    "IntegerForm",
    "IntegersForm",
    "ItemsForm",
    "NumberForm",
    "OneOfForm",
    "TextForm",
    "WordForm",
    "chosen",
    "excerpt",
    "option_renderings",
    "plain",
    "read_decimal_pairs",
    "read_expression",
    "read_grid",
    "read_integer",
    "read_integer_pairs",
    "read_integers",
    "read_items",
    "read_named_integers",
    "read_number",
    "read_steps",
    "shaped",
    "unwrap",
    "without_brackets",
    "without_bullets",
]
