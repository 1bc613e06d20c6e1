"""The splits of our own suites: data files, what loads them, and the rules by which they were drawn."""
