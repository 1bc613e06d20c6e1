"""A module whose import fails, for the tests of the judge."""

raise RuntimeError("this module does not import")
