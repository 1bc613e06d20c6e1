"""Registers the tasks of the SymBench suite; imports none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import Capability, DataDescriptor, TaskDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable


DATA = DataDescriptor(
    id="symbench",
    version="1",
    entry="r1ci_symbench.data:data_set",
    summary="The released items of SymBench, with the parts of MATH and GSM-Hard that it uses.",
    revision="2a7750d85c569cdaacd0f7cf6da40c6cc2a9d058",
    license="Apache-2.0",
)


def _task(name: str, attribute: str, summary: str, *capabilities: Capability) -> TaskDescriptor:
    # A module's name cannot begin with a digit.
    module = f"tile_{name}" if name[0].isdigit() else name
    return TaskDescriptor(
        id=f"symbench/{name}",
        version="1",
        entry=f"r1ci_symbench.{module}:{attribute}",
        summary=summary,
        capabilities=capabilities,
        data="symbench",
    )


def _data(name: str, attribute: str, summary: str, *capabilities: Capability) -> TaskDescriptor:
    return TaskDescriptor(
        id=f"symbench/{name}",
        version="1",
        entry=f"r1ci_symbench.{name}:{attribute}",
        summary=summary,
        capabilities=capabilities,
        source="dataset",
        levels=0,
        data="symbench",
    )


# The paper names the capabilities of its tasks only in a table that is not public in machine-readable form.
# These are ours: execution where a known procedure only has to be carried out without a slip, planning where
# steps or places must be chosen ahead, reasoning where rules have to be weighed against each other.
_TASKS = (
    _task(
        "2048",
        "Tile2048",
        "Move one tile through a grid by a list of directions; give the grid.",
        "execution",
    ),
    _task(
        "blocksworld",
        "Blocksworld",
        "Move blocks between stacks, one at a time, until the goal holds.",
        "planning",
        "reasoning",
    ),
    _task(
        "boxlift",
        "BoxLift",
        "Assign lifters to boxes, step by step, within a limit of steps.",
        "planning",
        "reasoning",
    ),
    _task(
        "boxnet",
        "BoxNet",
        "Let agents on a grid carry boxes to targets of their colours.",
        "planning",
        "reasoning",
    ),
    _task(
        "combinatorial_calculation",
        "CombinatorialCalculation",
        "Put operators and brackets between digits in their order to make a target.",
        "planning",
        "reasoning",
    ),
    _task(
        "constrained_linear_arrangement",
        "ConstrainedLinearArrangement",
        "Work out the opponent's cards from one's own and the results.",
        "reasoning",
    ),
    _task(
        "cryptanalysis",
        "Cryptanalysis",
        "Find the code of a lock from guesses and what was said of them.",
        "reasoning",
    ),
    _task(
        "eight_queens",
        "EightQueens",
        "Complete a chess board to n queens that do not attack each other.",
        "planning",
        "reasoning",
    ),
    _task(
        "game24",
        "Game24",
        "Combine numbers with + - * / so that they make a target, 24 in the original game.",
        "planning",
        "reasoning",
    ),
    _task(
        "letter_logic_diagram",
        "LetterLogicDiagram",
        "Fill a Latin square of letters with one letter along a diagonal.",
        "planning",
        "reasoning",
    ),
    _task("letters", "Letters", "Count a letter in a word and give its positions.", "execution"),
    _task("light_puzzles", "LightPuzzles", "Press buttons that toggle lights; give the lights.", "execution"),
    _task(
        "logic_puzzle",
        "LogicPuzzle",
        "Select different numbers of a grid under rules for rows and columns.",
        "planning",
        "reasoning",
    ),
    _task(
        "logical_equation",
        "LogicalEquation",
        "Assign numbers to letters so that equations and inequalities hold.",
        "reasoning",
    ),
    _task(
        "mahjong_pattern",
        "MahjongPattern",
        "Follow a hand of cards through rounds; judge the last one.",
        "execution",
    ),
    _task(
        "matrix_transformation",
        "MatrixTransformation",
        "Turn, mirror or transpose a matrix of characters.",
        "execution",
    ),
    _task(
        "new_operator",
        "NewOperator",
        "Compute with operators that the question defines.",
        "execution",
        "reasoning",
    ),
    _task("number_multiply", "NumberMultiply", "Multiply signed integers exactly.", "execution"),
    _task(
        "path_plan",
        "PathPlan",
        "Find a polyline through required boxes, past forbidden boxes and walls.",
        "planning",
        "reasoning",
    ),
    _task(
        "pattern_recognition",
        "PatternRecognition",
        "Find the largest square of one character in a matrix.",
        "execution",
    ),
    _task(
        "permutations_and_combinations",
        "PermutationsAndCombinations",
        "Arrange books on a shelf under constraints.",
        "planning",
        "reasoning",
    ),
    _task(
        "pooling",
        "Pooling",
        "Slide a window over a matrix; give the maximum or average of each.",
        "execution",
    ),
    _task("reversi", "Reversi", "Play given moves of a game of reversi; give the board.", "execution"),
    _task("standard_sudoku", "StandardSudoku", "Solve a sudoku.", "planning", "reasoning"),
    _task(
        "statistical_counting",
        "StatisticalCounting",
        "Score the runs of equal letters in a string.",
        "execution",
    ),
    _task(
        "string_deletion_and_modification",
        "StringDeletionAndModification",
        "Rewrite a string by rules until none applies.",
        "execution",
    ),
    _task(
        "string_insertion",
        "StringInsertion",
        "Insert letters behind given patterns of a string.",
        "execution",
    ),
    _task(
        "string_splitting",
        "StringSplitting",
        "Take machines apart and put parts together in cycles of methods.",
        "execution",
    ),
    _task(
        "string_synthesis", "StringSynthesis", "Combine blocks by methods until nothing changes.", "execution"
    ),
    _task(
        "synthesis_decomposition",
        "SynthesisDecomposition",
        "Exchange crops for products in cycles of methods.",
        "execution",
    ),
    _data("gsm", "Gsm", "Word problems with large numbers (GSM-Hard).", "execution", "reasoning"),
    _data(
        "math_counting_and_probability",
        "MathCountingAndProbability",
        "Counting and probability (MATH).",
        "reasoning",
    ),
    _data("math_geometry", "MathGeometry", "Geometry (MATH).", "reasoning"),
)


@hookimpl
def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
    """Register every task of the suite."""
    for descriptor in _TASKS:
        register(descriptor)


@hookimpl
def register_data(register: Callable[[DataDescriptor], None]) -> None:
    """Register the data set that the suite loads its official items from."""
    register(DATA)
