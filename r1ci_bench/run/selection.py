"""Which tasks an expression stands for.

`'symbench/*,-game24'` is a comma-separated list, read from left to right: each part adds tasks or, with a `-`
before it, takes them away. Names only: nothing of a task is imported here.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from r1ci_bench.errors import SetupError, UsageError, near_misses
from r1ci_bench.splits import Split, looks_like_a_file, read_split, tasks_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from r1ci_bench.plugins import Plugins

_SEE = "see: r1ci-bench tasks list"


class NamedSplit(NamedTuple):
    """A split that an expression names.

    Attributes:
        name: As it was named: what is registered, or a path.
        version: Its version; empty where it has none.
        digest: SHA-256 of its tasks.
        note: What must be said wherever results on it are shown.
    """

    name: str
    version: str
    digest: str
    note: str

    def __str__(self) -> str:
        return f"@{self.name}: {self.note}"


class Selection(NamedTuple):
    """What an expression stands for.

    Attributes:
        tasks: Ids, sorted, whether or not the tasks can be asked.
        named: Those of them that are named one by one: whoever names a task wants it, or to be told why not.
        splits: The splits that it names, in their order.
    """

    tasks: tuple[str, ...]
    named: frozenset[str]
    splits: tuple[NamedSplit, ...]


def split_names(texts: Iterable[str]) -> list[str]:
    """The names in texts of which each may hold several, comma-separated."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


def choose(expressions: Sequence[str], plugins: Plugins) -> Selection:
    """Read an expression.

    Args:
        expressions: Texts that are one list. A part is an id, a name without its suite, a glob, `@name` of a
            registered split or `@path` of a file, each with `-` before it where it takes away. A list that
            begins with taking away begins with all tasks.
        plugins: Where tasks and splits are registered.

    Raises:
        UsageError: if a part matches nothing (with near misses), a name stands for several tasks or takes
            away what is not there, a file is no split, or nothing is left.
    """
    parts = split_names(expressions)
    chosen = set(plugins.tasks.ids()) if parts and parts[0].startswith("-") else set()
    named: set[str] = set()
    splits: dict[str, NamedSplit] = {}
    for part in parts:
        away = part.startswith("-")
        text = part[1:].strip() if away else part
        if text.startswith("@"):
            split = find_split(text[1:], plugins)
            found = split_tasks(split, plugins)
            splits[split.name] = NamedSplit(split.name, split.version, tasks_digest(found), split.note)
        else:
            found = _matches(text, plugins)
        single = not text.startswith("@") and not _is_glob(text)
        if not away:
            chosen.update(found)
            named.update(found if single else ())
            continue
        if single and found[0] not in chosen:
            raise UsageError(
                f"{found[0]} cannot be taken away: what stands before {part!r} does not hold it",
                hint=near_misses(found[0], chosen) or "a list is read from left to right",
            )
        chosen.difference_update(found)
        named.difference_update(found)
    if not chosen:
        emptied = f"nothing is left of {','.join(parts)!r}" if parts else "no task is selected"
        raise UsageError(emptied, hint=_SEE)
    return Selection(tuple(sorted(chosen)), frozenset(named), tuple(splits.values()))


def find_split(name: str, plugins: Plugins) -> Split:
    """Load a split that is registered, or read one from a file.

    Args:
        name: A registered name, or a path: one that holds a `/` or ends in .txt, .toml or .json.
        plugins: Where splits are registered.

    Raises:
        UsageError: if there is no such split, or the file is none.
        SetupError: if its plugin is broken.
    """
    if name not in plugins.splits and looks_like_a_file(name):
        return read_split(Path(name), name=name)
    if name not in plugins.splits and name and Path(name).is_file():
        raise UsageError(f"unknown split {name!r}", hint=f"to read the file of that name: @./{name}")
    item = plugins.splits.get(name)
    make = plugins.splits.load(name)
    author = "report this to the plugin's author"
    try:
        split = make()
    except Exception as error:
        raise SetupError(f"split {name!r} of {item.origin} cannot be made: {error}", hint=author) from error
    if not isinstance(split, Split):
        raise SetupError(f"{item.descriptor.entry} makes a {type(split).__name__}, not a Split", hint=author)
    # The descriptor speaks: it is what other lists show, and what a version is compared with.
    return split._replace(name=name, version=item.descriptor.version, note=item.descriptor.note)


def split_tasks(split: Split, plugins: Plugins) -> list[str]:
    """The tasks of a split, sorted, its globs expanded.

    Raises:
        UsageError: naming all that is unknown; or if there is nothing in it.
    """
    found: set[str] = set()
    unknown: list[str] = []
    for text in split.tasks:
        matches = _found(text, plugins)
        found.update(matches)
        if not matches:
            unknown.append(text)
    if unknown:
        raise UsageError(
            f"split {split.name} names {len(unknown)} unknown task{'' if len(unknown) == 1 else 's'}: "
            f"{', '.join(unknown)}",
            hint=near_misses(unknown[0], plugins.tasks.ids()) or _SEE,
        )
    if not found:
        raise UsageError(f"split {split.name} holds no task", hint="name tasks in it, an id or glob each")
    return sorted(found)


def _is_glob(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def _matches(text: str, plugins: Plugins) -> list[str]:
    """The tasks that an id, a bare name or a glob stands for, at least one."""
    matches = _found(text, plugins)
    if matches:
        return matches
    if "/" in text and not _is_glob(text):
        return [plugins.tasks.get(text).descriptor.id]
    hint = near_misses(text, plugins.tasks.ids()) or _SEE
    if text in plugins.splits:
        hint = f"the split of that name: @{text}"
    raise UsageError(f"no task matches {text!r}", hint=hint)


def _found(text: str, plugins: Plugins) -> list[str]:
    if _is_glob(text):
        return [name for name in plugins.tasks.ids() if fnmatchcase(name, text)]
    if "/" in text:
        return [text] if text in plugins.tasks else []
    found = [name for name in plugins.tasks.ids() if name.partition("/")[2] == text]
    if len(found) > 1:
        raise UsageError(f"task name {text!r} stands for {len(found)} tasks", hint=", ".join(found))
    return found
