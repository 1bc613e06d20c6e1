"""What tests of several plugins use."""

from __future__ import annotations

import pytest


@pytest.fixture
def no_openai_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names no key and no endpoint."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def openai_delays(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The SDK retries at once; the list of the delays in seconds that it would have waited."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("openai._base_client.anyio.sleep", sleep)
    return waited


@pytest.fixture(params=["aiohttp", "httpx"])
def openai_transport(request: pytest.FixtureRequest) -> str:
    """The HTTP libraries under the SDK, one after the other."""
    name: str = request.param
    if name == "aiohttp":
        pytest.importorskip("aiohttp")
    return name
