"""A module whose import ends the process, for the tests of the judge."""

import os

os._exit(7)
