"""Expressions as arguments: which tasks a command is about."""

from __future__ import annotations

import click


class ExpressionCommand(click.Command):
    """A command whose arguments may begin with `-`, as expressions do that take tasks away."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep `-@name` and the like from being read as flags; flags of one letter are left as they are."""
        # An empty part of an expression means nothing.
        return super().parse_args(
            ctx, [f",{text}" if text[:1] == "-" and text[1:2] != "-" and text[2:] else text for text in args]
        )
