"""Reads expressions that questions print: numbers, operators, brackets."""

from __future__ import annotations

import re


def postfix(expression: str, strength: dict[str, int]) -> list[str]:
    """An expression in reverse Polish notation; operators of equal strength bind from left to right.

    Args:
        expression: Numbers, operators and round brackets, as a generator wrote them.
        strength: The operators, and how strongly each binds.

    Raises:
        ValueError: if it is no such expression.
    """
    signs = "|".join(re.escape(sign) for sign in strength)
    parts = re.findall(rf"\s*(0x[0-9a-f]+|[0-9]+(?:\.[0-9]+)?|{signs}|[()]|\S)", expression)
    found: list[str] = []
    waiting: list[str] = []
    operand_next = True
    for part in parts:
        if part == "(" or part[0].isdigit():
            if not operand_next:
                raise ValueError(f"an operator is missing before {part}")
            (waiting if part == "(" else found).append(part)
            operand_next = part == "("
        elif operand_next:
            raise ValueError(f"a number is missing before {part}")
        elif part == ")":
            while waiting and waiting[-1] != "(":
                found.append(waiting.pop())
            if not waiting:
                raise ValueError("a bracket closes nothing")
            waiting.pop()
        elif part in strength:
            while waiting and waiting[-1] != "(" and strength[waiting[-1]] >= strength[part]:
                found.append(waiting.pop())
            waiting.append(part)
            operand_next = True
        else:
            raise ValueError(f"{part} is not part of an expression")
    if operand_next or "(" in waiting:
        raise ValueError("the expression ends too early")
    return found + waiting[::-1]
