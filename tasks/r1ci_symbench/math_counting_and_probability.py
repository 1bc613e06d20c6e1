"""Problems of MATH on counting and probability, with their stored answers.

Rules: a problem in words and LaTeX, and one right answer, in whatever form: mostly a whole number or a
fraction. Levels 1 to 5 are those of the data set; the task generates nothing.

Provenance: MATH by Hendrycks and others, of which SymBench (CodeSteer) takes the training split,
`MATH/train/counting_and_probability/<id>.json`, with 771 problems. `provenance["figure"]` marks the 58
problems that print the source of a figure. All of it has been public for years, so that models may know it by
heart. The keys were not checked for their mathematics.
"""

from __future__ import annotations

from r1ci_symbench.hendrycks_math import HendrycksMath


class MathCountingAndProbability(HendrycksMath):
    """Solve a counting or probability problem."""

    id = "symbench/math_counting_and_probability"
    version = "1"
    folder = "counting_and_probability"
    subject = "Counting & Probability"
