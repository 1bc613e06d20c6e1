"""Settings of the whole suite."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: what is slow belongs into benchmarks/, not into a test.
settings.register_profile("r1ci", deadline=None)
settings.load_profile("r1ci")
