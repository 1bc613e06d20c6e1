"""Rewriting a string by operations: drawing, stating, reading and carrying them out.

An operation is a dictionary. `when` names its condition: the string `starts` or `ends` with `text`; `text`
occurs in it (`contains`), or does so behind the first character (`inside`); the letter `text` occurs in it an
`even` number of times, but does occur; it is `longer` than `length`. Where the condition is about a place,
that occurrence `becomes` something else, or nothing; then `append` and `prepend` are put to the ends, and
`cut` characters are taken off the end. `longer` takes the middle character out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng

Rule = dict[str, Any]

# The kinds of conditions; those at the ends are likelier, as the string must come to rest.
_KINDS = ("starts",) * 3 + ("ends",) * 3 + ("contains",) * 2 + ("inside", "even", "longer")


def draw_word(rng: Rng, alphabet: str, length: int) -> str:
    """Draw a word."""
    return "".join(rng.choice(alphabet) for _ in range(length))


def draw_rule(rng: Rng, alphabet: str, length: int) -> Rule:
    """Draw an operation; where it replaces something, then by something else."""
    when = rng.choice(_KINDS)
    if when == "even":
        return {"when": when, "text": rng.choice(alphabet), "append": draw_word(rng, alphabet, 2)}
    if when == "longer":
        return {"when": when, "length": rng.between(length // 2, length)}
    text = draw_word(rng, alphabet, 2 if when != "contains" else rng.between(2, 3))
    rule: Rule = {"when": when, "text": text, "becomes": draw_word(rng, alphabet, rng.below(len(text) + 1))}
    if when == "starts" and rng.chance(1, 2):
        rule |= {"append": rng.choice(alphabet)} if rng.chance(1, 2) else {"cut": 1}
    if when == "ends" and rng.chance(1, 3):
        rule |= {"prepend": rng.choice(alphabet)}
    return draw_rule(rng, alphabet, length) if rule["becomes"] == text else rule


def applied(rule: Rule, text: str, left: bool = False) -> str | None:
    """The string after an operation; None where its condition does not hold.

    Args:
        rule: The operation.
        text: The string.
        left: Whether the middle of a string of even length is the left one of its two middle characters.
    """
    when, part = rule["when"], rule.get("text", "")
    if when == "longer":
        middle = (len(text) - 1) // 2 if left else len(text) // 2
        return text[:middle] + text[middle + 1 :] if len(text) > rule["length"] else None
    if when == "even":
        count = text.count(part)
        return text + str(rule["append"]) if count and count % 2 == 0 else None
    if when == "starts":
        place = 0 if text.startswith(part) else -1
    elif when == "ends":
        place = len(text) - len(part) if text.endswith(part) else -1
    else:
        place = text.find(part, 1 if when == "inside" else 0)
    if place < 0:
        return None
    text = text[:place] + rule["becomes"] + text[place + len(part) :]
    text = rule.get("prepend", "") + text + rule.get("append", "")
    return text[: len(text) - rule.get("cut", 0)]


def rewritten(data: dict[str, Any], left: bool = False, most: int = 1_000) -> list[str]:
    """All strings from the first to the last, each step starting at the first operation.

    Args:
        data: A sample's data.
        left: As for `applied`.
        most: How many strings there may be.

    Returns:
        The strings; none where there would be more, or it never ends.
    """
    states = [data["string"]]
    while len(states) <= most:
        after = (applied(rule, states[-1], left) for rule in data["rules"])
        state = next((text for text in after if text is not None), None)
        if state is None:
            return states
        if state in states:  # it goes round in a circle
            return []
        states.append(state)
    return []


def in_turn(data: dict[str, Any], left: bool = False, most: int = 1_000) -> list[str]:
    """As `rewritten`, but after an operation it is the turn of the next one."""
    states = [data["string"]]
    turn = idle = 0
    rules = data["rules"]
    while idle < len(rules):
        text = applied(rules[turn % len(rules)], states[-1], left)
        turn += 1
        idle += 1
        if text is not None:
            states.append(text)
            idle = 0
            if len(states) > most:
                return []
    return states


def carried_out(data: dict[str, Any], states: list[str]) -> set[int]:
    """Which operations are carried out on the way through these strings."""
    rules = data["rules"]
    return {
        next(place for place, rule in enumerate(rules) if applied(rule, state) is not None)
        for state in states[:-1]
    }


def in_words(rule: Rule) -> str:
    """An operation as questions state it."""
    when, text = rule["when"], rule.get("text", "")
    if when == "longer":
        return f"If the string has more than {rule['length']} characters, remove its middle character."
    if when == "even":
        return (
            f"If the letter {text} occurs in the string an even number of times, and at least twice, put "
            f'"{rule["append"]}" behind the end of the string.'
        )
    condition = {
        "starts": f'the string starts with "{text}"',
        "ends": f'the string ends with "{text}"',
        "contains": f'"{text}" occurs in the string',
        "inside": f'"{text}" occurs in the string and begins at the second character of the string or later',
    }[when]
    which = {"contains": "its first occurrence", "inside": "the first such occurrence"}.get(
        when, f"these {len(text)} characters"
    )
    action = f'replace {which} by "{rule["becomes"]}"' if rule["becomes"] else f"remove {which}"
    if "append" in rule:
        action += f', then put "{rule["append"]}" behind the end of the string'
    if "prepend" in rule:
        action += f', then put "{rule["prepend"]}" before the start of the string'
    if "cut" in rule:
        action += ", then remove the last character of the string"
    return f"If {condition}, {action}."


# The released operations, piece by piece: the conditions, and what is done under which of them.
_CONDITIONS = {
    "starts": re.compile(r"If the string (?:prefix is|starts with) '([a-z]{2})'"),
    "ends": re.compile(r"If the string (?:suffix is|ends with) '([a-z]{2})'"),
    "contains": re.compile(r"If the string contains '([a-z]{2,3})'"),
    "inside": re.compile(r"If the string contains '([a-z]{2,3})' \(not at the start\)"),
    "even": re.compile(r"If the string contains an even number of '([a-z])'s \(and at least one '\1'\)"),
}
_LONGER = re.compile(r"If the string length is greater than ([0-9]{1,4}), remove the middle character\.")
_ACTIONS = (
    ("starts ends", "becomes", re.compile(r"replace it with '([a-z]+)'")),
    ("starts", "becomes", re.compile(r"replace the first two characters with '([a-z]+)'")),
    ("starts", "becomes", re.compile(r"(?:delete|remove) the first two characters()")),
    ("ends", "becomes", re.compile(r"delete the last two characters()")),
    ("contains", "becomes", re.compile(r"replace the first occurrence with '([a-z]+)'")),
    ("contains", "becomes", re.compile(r"replace the first occurrence with its reverse \('([a-z]+)'\)")),
    ("contains", "becomes", re.compile(r"delete the first occurrence entirely()")),
    ("inside", "becomes", re.compile(r"remove the first occurrence found after the first character()")),
    ("starts even", "append", re.compile(r"append '([a-z]+)' (?:to|at) the end")),
    ("ends", "prepend", re.compile(r"prepend '([a-z]+)' to the start")),
)


def read_rule(text: str) -> Rule:
    """Read an operation of the release.

    Raises:
        ValueError: if it is none.
    """
    longer = _LONGER.fullmatch(text)
    if longer:
        return {"when": "longer", "length": int(longer[1])}
    condition, _, actions = text.removesuffix(".").partition(", ")
    for when, pattern in _CONDITIONS.items():
        found = pattern.fullmatch(condition)
        if not found:
            continue
        rule: Rule = {"when": when, "text": found[1]}
        for action in actions.split(" and "):
            rule |= _read_action(when, found[1], action)
        if ("append" if when == "even" else "becomes") in rule:
            return rule
    raise ValueError(f"an unknown operation: {text[:100]!a}")


def _read_action(when: str, text: str, action: str) -> Rule:
    for whens, key, pattern in _ACTIONS:
        found = pattern.fullmatch(action)
        if found and when in whens.split():
            return {key: found[1]}
    fixed: dict[tuple[str, str], Rule] = {
        ("starts", "remove the first character"): {"becomes": text[1:]},
        ("starts", "remove the second character"): {"becomes": text[:1] + text[2:]},
        ("ends", "remove the last character"): {"becomes": text[:-1]},
        ("starts", "delete the last character"): {"cut": 1},
    }
    if (when, action) not in fixed:
        raise ValueError(f"an unknown action: {action[:100]!a}")
    return fixed[when, action]
