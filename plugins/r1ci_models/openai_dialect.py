"""What an endpoint takes: fields that it refuses are left out or renamed, remembered, and said once.

Endpoints with the same API differ in the fields that they know. Reasoning models refuse `stop`,
`temperature`, `top_p` and `max_tokens`; older servers do not know `max_completion_tokens` or `seed`.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import ProviderFault

if TYPE_CHECKING:
    from collections.abc import Collection

    from r1ci_bench.model import SamplingParams

_log = logging.getLogger(__name__)

_LIMITS = ("max_tokens", "max_completion_tokens")

# The OpenAI API takes four stop sequences; the others are cut by the client, as all of them are anyhow.
_MOST_STOPS = 4

_CODES = frozenset({"unsupported_parameter", "unsupported_value", "unknown_parameter"})
# A value out of range is the user's to mend; only what says that the field itself is not taken counts.
_REFUSAL = re.compile(
    r"unsupported|not (?:be )?(?:supported|permitted|allowed|recognized)|n't (?:supported|support|allow)"
    r"|not (?:support|allow|accept)\b|unknown|unrecogni[sz]ed|unexpected|extra_forbidden|incompatible"
)


class RequestRefused(ProviderFault):
    """The endpoint did not take a request as it was.

    Attributes:
        param: The field that the endpoint names as the cause, or None.
        code: The endpoint's own code, or None.
        detail: What it said, lower case and bounded; for recognising fields, not for people.
    """

    def __init__(self, message: str, *, kind: str, param: str | None, code: str | None, detail: str) -> None:
        super().__init__(message, kind=kind)
        self.param = param
        self.code = code
        self.detail = detail


class Dialect:
    """What one endpoint is known to take for one model.

    Args:
        model: Id of the model, for the log.
        modern_limit: Begin with `max_completion_tokens` instead of `max_tokens`.
    """

    def __init__(self, model: str, *, modern_limit: bool) -> None:
        self._model = model
        self._limits = list(reversed(_LIMITS) if modern_limit else _LIMITS)
        self._refused: set[str] = set()

    def fields(self, params: SamplingParams) -> dict[str, Any]:
        """The fields of a request that say how to sample, as far as this endpoint takes them."""
        wanted: dict[str, Any] = {
            "temperature": params.temperature,
            "top_p": params.top_p,
            "seed": params.seed,
            "stop": list(params.stop[:_MOST_STOPS]) or None,
        }
        fields = {
            name: value for name, value in wanted.items() if value is not None and name not in self._refused
        }
        fields[self._limits[0]] = params.max_tokens
        return fields

    def notes(self, params: SamplingParams) -> tuple[str, ...]:
        """Which wishes this endpoint does not take; `stop` is none of them, since texts are cut here."""
        wishes = {"temperature": params.temperature, "top_p": params.top_p, "seed": params.seed}
        return tuple(
            f"{name}_not_taken"
            for name, value in wishes.items()
            if value is not None and name in self._refused
        )

    def adapt(self, refused: RequestRefused, sent: Collection[str]) -> bool:
        """Learn from a refusal.

        Args:
            refused: What the endpoint said.
            sent: Names of the sampling fields of that request.

        Returns:
            True where another request has a chance.
        """
        field = refused_field(refused, sent)
        if field is None:
            return False
        if field in _LIMITS:
            return self._rename_limit(field)
        if field not in self._refused:
            self._refused.add(field)
            effect = "texts are cut here instead" if field == "stop" else "the endpoint's own value holds"
            _log.warning("%s does not take %r; it is left out from now on, %s", self._model, field, effect)
        return True

    def _rename_limit(self, field: str) -> bool:
        if self._limits[0] != field:
            return True  # another request in flight has learned it already
        if len(self._limits) == 1:
            return False  # neither name is taken, and a request without any limit is not made
        del self._limits[0]
        _log.warning("%s does not take %r; %r is sent from now on", self._model, field, self._limits[0])
        return True


def refused_field(refused: RequestRefused, sent: Collection[str]) -> str | None:
    """Which of the sent fields an endpoint does not take, or None where it complains of something else."""
    if refused.code not in _CODES and not _REFUSAL.search(refused.detail):
        return None
    if refused.param in sent:
        return refused.param
    found = {
        name: match.start()
        for name in sent
        if (match := re.search(rf"(?<![a-z_]){name}(?![a-z_])", refused.detail)) is not None
    }
    return min(found, key=found.__getitem__, default=None)
