"""Geometry problems of MATH, with their stored answers.

Rules: a problem in words and LaTeX, often with the source of a figure in Asymptote, and one right answer, in
whatever form. Levels 1 to 5 are those of the data set; the task generates nothing.

Provenance: MATH by Hendrycks and others, of which SymBench (CodeSteer) takes the training split,
`MATH/train/geometry/<id>.json`, with 870 problems. `provenance["figure"]` marks the 324 problems that print
the source of a figure: they can be solved, but not by people without a drawing. All of it has been public for
years, so that models may know it by heart. The keys were not checked for their mathematics.
"""

from __future__ import annotations

from r1ci_symbench.hendrycks_math import HendrycksMath


class MathGeometry(HendrycksMath):
    """Solve a geometry problem."""

    id = "symbench/math_geometry"
    version = "1"
    folder = "geometry"
    subject = "Geometry"
