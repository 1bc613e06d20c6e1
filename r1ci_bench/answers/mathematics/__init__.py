r"""Mathematical answers, in LaTeX or in plain text, judged by rules and without a model.

Text is cut into tokens, read by a parser of our own into small trees, and compared by what the trees mean:
exactly, by a normal form, wherever there is one, otherwise by forty digits. Everything is bounded, and
nothing is ever evaluated as code. What could be judged in several ways is decided here, once:

* A value without a decimal point is exact: `1/2` is not `1001/2003`, and `20` is not `19.99`. A decimal
  number by itself is right where it is the right value, rounded or cut off behind its last digit, if it has
  three significant digits at least and is off by a thousandth of the value at most. A whole number is never
  rounded to. The last bits of computed numbers do no harm (`11.999999999999998`).
* A product without a sign binds like one with a sign, from left to right: `1/2 x` is half of x. A whole
  number before a fraction smaller than one makes a mixed number. `log` and complex numbers are not known.
* A comma before exactly three digits may part thousands or two values; either may be meant.
* Units are dropped unless both name one: then they are converted, and must measure the same; percent is no
  unit of anything measured. Other words behind a number must be words of the problem. `18%` is 0.18; it is
  also 18 where the problem speaks of percent, and a key of `18%` is both.
* `(2, 3)` is a pair and an open interval; its brackets may be left out, but not become square ones. Sets and
  lists of values without brackets have no order, and may come in any brackets.
* A name before an equals sign (`x`, `[ABC]`, `m + n`) says nothing, unless several values are asked for, nor
  do words before a colon. `6!/2 = 360` is right where both sides are, and so is a chain of up to five sides.
  Equations are compared side by side, not solved.
* A rounded value behind the exact one may be rounded to any digit: `12\pi (about 37.7)`.
* Words are compared without case, brackets and full stop; single letters keep their case.
"""

from r1ci_bench.answers.mathematics.form import Mathematics, MathematicsForm

__all__ = ["Mathematics", "MathematicsForm"]
