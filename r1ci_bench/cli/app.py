"""The root command: finds subcommands lazily and turns every error into a message and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from r1ci_bench._version import __version__
from r1ci_bench.cli.commands import BUILT_IN
from r1ci_bench.errors import ExitCode, R1ciError, SetupError, UsageError, near_misses

if TYPE_CHECKING:
    from r1ci_bench.plugins import Plugins

_EPILOG = """\b
Examples:
  r1ci-bench run --model reference/solver --samples 5
  r1ci-bench run --model openai/gpt-4o --agent code-interpreter --tasks game24,letters
  r1ci-bench run --model openai/my-model --base-url http://localhost:8000/v1 --dry-run
  r1ci-bench show runs/20260131-120000-gpt-4o-code-interpreter
  r1ci-bench tasks show symbench/game24

Exit codes: 0 done, 2 bad request, 3 this machine cannot serve it, 4 run incomplete (resume it),
5 verify found a difference or check an unsound task, 70 internal error, 130 interrupted."""


class Session:
    """What the commands of one invocation share.

    Attributes:
        third_party: False where `--no-plugins` was given.
    """

    def __init__(self, *, third_party: bool) -> None:
        self.third_party = third_party
        self._plugins: Plugins | None = None

    @property
    def plugins(self) -> Plugins:
        """Everything that is registered; discovered on first use."""
        if self._plugins is None:
            from r1ci_bench.plugins import SELECT_VARIABLE, build_plugin_manager

            self._plugins = build_plugin_manager(
                select=os.environ.get(SELECT_VARIABLE), third_party=self.third_party
            )
        return self._plugins

    def warn_of_failures(self) -> None:
        """Name broken plugins on stderr."""
        for failure in self.plugins.failures:
            click.secho(f"warning: {failure}", fg="yellow", err=True)


pass_session = click.make_pass_decorator(Session)


class LazyGroup(click.Group):
    """A group whose subcommands are known by name and summary, and imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the built-in commands, then those of plugins."""
        return [*BUILT_IN, *(name for name in self._of_plugins(ctx) if name not in BUILT_IN)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name in BUILT_IN:
            command: click.Command = BUILT_IN[cmd_name].load()
            return command
        if cmd_name in self._of_plugins(ctx):
            loaded: click.Command = _session(ctx).plugins.commands.load(cmd_name)
            return loaded
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which ones are near."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            names = self.list_commands(ctx)
            raise UsageError(
                f"no such command {name!r}", hint=near_misses(name, names) or f"commands: {', '.join(names)}"
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from their summaries alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in BUILT_IN.items()])
        extra = [(name, summary) for name, summary in self._of_plugins(ctx).items() if name not in BUILT_IN]
        if extra:
            with formatter.section("Commands of plugins"):
                formatter.write_dl(extra)

    def _of_plugins(self, ctx: click.Context) -> dict[str, str]:
        # Help must work whatever state the plugins are in.
        try:
            commands = _session(ctx).plugins.commands
        except R1ciError:
            return {}
        return {item.descriptor.id: item.descriptor.summary for item in commands}


def _session(ctx: click.Context) -> Session:
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Session(third_party=not root.params.get("no_plugins", False))
    session: Session = root.obj
    return session


@click.group(
    cls=LazyGroup,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, "-V", "--version", prog_name="r1ci-bench")
@click.option("--no-plugins", is_flag=True, is_eager=True, help="Load no third-party plugins.")
@click.pass_context
def app(ctx: click.Context, no_plugins: bool) -> None:
    """Does this model reason better with code? Run it on tasks and see."""
    ctx.obj = ctx.obj or Session(third_party=not no_plugins)


def run_app(args: list[str] | None = None) -> int:
    """Run the command line and never show a bare traceback.

    Args:
        args: The arguments; None for those of the process.

    Returns:
        The exit code.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115 - it lives as long as the process
    try:
        result: Any = app.main(args=args, prog_name="r1ci-bench", standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except R1ciError as error:
        _tell(error)
        return error.exit_code
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has gone, which click turns into SystemExit. What it wanted, it has seen.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.OK
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        _tell(
            SetupError(
                f"this machine refused{place}: {error.strerror or error}", hint="check it and its permissions"
            )
        )
        return ExitCode.SETUP
    except Exception as error:  # noqa: BLE001 - the last line of defence against a bare traceback
        return _internal(error)
    return int(result) if isinstance(result, int) else ExitCode.OK


def _tell(error: R1ciError) -> None:
    click.secho(f"error: {error.message}", fg="red", err=True)
    if error.hint:
        click.echo(f"hint: {error.hint}", err=True)


def _internal(error: Exception) -> int:
    import tempfile
    import traceback

    text = "".join(traceback.format_exception(error))
    if os.environ.get("R1CI_DEBUG"):
        click.echo(text, err=True)
        return ExitCode.INTERNAL
    hint = "please report it; R1CI_DEBUG=1 shows the traceback here"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="r1ci-bench-", suffix=".log", delete=False) as file:
            file.write(text)
        hint = f"please report it with {file.name}; R1CI_DEBUG=1 shows the traceback here"
    except OSError:
        pass  # no place for a file; the variable still helps
    _tell(R1ciError(f"this is a bug in r1ci-bench: {type(error).__name__}: {error}", hint=hint))
    return ExitCode.INTERNAL
