"""r1ci-bench: does this model reason better with code?

The core knows no task, no model and no suite by name; everything else is a plugin. Importing this
package imports nothing else, so that the command line starts fast: import the module that you need
(`r1ci_bench.task`, `r1ci_bench.model`, `r1ci_bench.plugins`, ...).
"""

from r1ci_bench._version import __version__

__all__ = ["__version__"]
