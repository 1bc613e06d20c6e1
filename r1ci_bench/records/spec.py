"""RunSpec: the one typed object from which the flags, the TOML and the record of a run are made."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from r1ci_bench.task import Dialect


def option(description: str, *, group: str, metavar: str | None = None, **limits: Any) -> Meta:
    """Describe a field once, for `--help`, the JSON Schema and error messages alike.

    Args:
        description: What it means, as one sentence without a full stop.
        group: The section of `--help` in which it stands.
        metavar: How its value is shown in `--help`.
        limits: Bounds, as `msgspec.Meta` takes them.
    """
    extra = {"group": group} | ({"metavar": metavar} if metavar else {})
    return Meta(description=description, extra=extra, **limits)


WHAT, MODEL, SAMPLING, LIMITS, RUNNING = "Questions", "Models", "Sampling", "Limits of an attempt", "Running"


class RunSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to run. Everything that can change a score is in here or in the manifest beside it."""

    # --- models
    model: Annotated[str, option("Model, as adapter/name", group=MODEL, metavar="ADAPTER/NAME", min_length=1)]
    agent: Annotated[str, option("How a question is worked on", group=MODEL, metavar="AGENT")] = (
        "code-interpreter"
    )
    guide_model: Annotated[
        str | None, option("Second model that steers (codesteer); default: the model itself", group=MODEL)
    ] = None
    base_url: Annotated[
        str | None, option("Endpoint of an OpenAI-compatible server", group=MODEL, metavar="URL")
    ] = None
    key_variable: Annotated[
        str | None,
        option("Environment variable that holds the API key, if not the adapter's own", group=MODEL),
    ] = None
    model_arg: Annotated[
        dict[str, Any], option("Further option of the adapter; repeatable", group=MODEL, metavar="KEY=VALUE")
    ] = field(default_factory=dict)
    prompt_dir: Annotated[
        str | None, option("Directory with prompt templates that replace ours", group=MODEL, metavar="DIR")
    ] = None

    # --- questions
    tasks: Annotated[
        tuple[str, ...],
        option(
            "Tasks: ids, globs, @SPLIT or @FILE, with - before what is taken away; comma-separated or "
            "repeated; default: all",
            group=WHAT,
            metavar="TASK",
        ),
    ] = ("*",)
    samples: Annotated[int, option("Questions of each task at each level", group=WHAT, ge=1)] = 20
    level: Annotated[
        tuple[Annotated[int, Meta(ge=1)], ...],
        option("Difficulty levels, for example 3 or 1-5 or 2,4", group=WHAT, metavar="LEVELS", min_length=1),
    ] = (3,)
    epochs: Annotated[int, option("Attempts at each question", group=WHAT, ge=1)] = 1
    limit: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        option("Attempts in all at the most, taken in turn from the tasks", group=WHAT),
    ] = None
    seed: Annotated[int, option("Seed of questions, sampling and intervals", group=WHAT, ge=0)] = 0
    question_set: Annotated[
        Literal["public", "fresh"],
        option("The public questions, or fresh ones that are disjoint from them", group=WHAT),
    ] = "public"
    data_dir: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        option(
            "Ask official items from this local copy of their release; tasks that have none still generate",
            group=WHAT,
            metavar="DIR",
        ),
    ] = None
    dialect: Annotated[
        Dialect,
        option("Official items in our words and by full rules, or as they were released", group=WHAT),
    ] = "strict"
    quirks: Annotated[
        tuple[str, ...],
        option(
            "Rules of the released checkers to judge by, or `all`; comma-separated or repeated",
            group=WHAT,
            metavar="NAME",
        ),
    ] = ()

    # --- sampling
    temperature: Annotated[float, option("Sampling temperature", group=SAMPLING, ge=0)] = 0.6
    top_p: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | None, option("Nucleus sampling", group=SAMPLING)
    ] = None
    max_tokens: Annotated[int, option("Tokens of one model turn at the most", group=SAMPLING, ge=1)] = 4096

    # --- limits
    code_calls: Annotated[int, option("Code calls of an attempt at the most", group=LIMITS, ge=0)] = 8
    turns: Annotated[int, option("Model turns of an attempt at the most", group=LIMITS, ge=1)] = 12
    tokens_total: Annotated[
        Annotated[int, Meta(ge=1)] | None, option("Output tokens of an attempt at the most", group=LIMITS)
    ] = None
    attempt_seconds: Annotated[float, option("Wall time of an attempt", group=LIMITS, gt=0)] = 1800.0
    code_seconds: Annotated[
        Annotated[float, Meta(gt=0)] | None,
        option("Wall time of a code call; may only tighten the task's policy", group=LIMITS),
    ] = None
    code_memory_mib: Annotated[
        Annotated[int, Meta(ge=16)] | None,
        option("Memory of a code call, MiB; may only tighten the policy", group=LIMITS),
    ] = None

    # --- running
    sandbox: Annotated[
        str,
        option(
            "Where code runs: an id, or the URL of a service; `unsafe` limits code but does not isolate it",
            group=RUNNING,
            metavar="SANDBOX",
        ),
    ] = "jail"
    executor: Annotated[
        str, option("Who makes the attempts: this process, or a cluster", group=RUNNING, metavar="EXECUTOR")
    ] = "local"
    max_concurrency: Annotated[int, option("Attempts at the same time", group=RUNNING, ge=1)] = 16
    max_retries: Annotated[int, option("Retries of a failed request", group=RUNNING, ge=0)] = 6
    request_timeout: Annotated[float, option("Seconds for one request", group=RUNNING, gt=0)] = 600.0
    max_faults: Annotated[
        int, option("Provider or sandbox faults in a row after which the run stops", group=RUNNING, ge=1)
    ] = 20
    price_input: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        option("USD for a million input tokens, for the forecast", group=RUNNING),
    ] = None
    price_output: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        option("USD for a million output tokens, for the forecast", group=RUNNING),
    ] = None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, float) and not isfinite(value):
                raise ValueError(f"{name} must be a finite number")
        # A spec is recorded: what is secret has no place in it.
        for name in ("base_url", "sandbox"):
            if "@" in (getattr(self, name) or "").partition("//")[2].partition("/")[0]:
                raise ValueError(f"{name} must not hold a user or password; keys belong into the environment")
