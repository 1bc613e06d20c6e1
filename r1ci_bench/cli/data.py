"""`r1ci-bench data`: official data sets, in the cache or beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import counted, print_json, printable
from r1ci_bench.errors import ExitCode, MismatchError, R1ciError, SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.datasets import Copy, DataSet
    from r1ci_bench.datasets.verify import Verification
    from r1ci_bench.plugins import Plugins

_SHOWN = 5
_EPILOG = """\b
Examples:
  r1ci-bench data status
  r1ci-bench data fetch
  r1ci-bench data fetch bbh --archive ~/Downloads/bbh.tar.gz
  r1ci-bench data verify symbench --data-dir data/symbench
"""

_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")


@click.group("data", epilog=_EPILOG)
def command() -> None:
    """Show, fetch and check data sets with official items.

    They are never shipped: `fetch` downloads pinned revisions and checks every file. R1CI_CACHE_DIR says
    where the cache is.
    """


@command.command("status")
@click.argument("ids", nargs=-1)
@_json_option
@pass_session
def status(session: Session, ids: tuple[str, ...], as_json: bool) -> None:
    """Say where data sets are, and which tasks use them."""
    session.warn_of_failures()
    plugins = session.plugins
    rows = [_status_of(name, plugins) for name in _named(ids, plugins)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']}: {row['summary']}")
        click.echo(f"  revision  {row['revision']}")
        click.echo(f"  licence   {row['license']}")
        if row["problem"]:
            click.secho(f"  broken    {row['problem']}", fg="red")
            continue
        click.echo(f"  files     {row['files']}, {row['bytes'] / 1e6:.1f} MB")
        where = row["path"] or f"not fetched: r1ci-bench data fetch {row['id']}"
        click.echo(f"  where     {where}{' (from the hub)' if row['source'] == 'hub' else ''}")
        click.echo(f"  tasks     {', '.join(row['tasks']) or 'none'}")


@command.command("fetch")
@click.argument("ids", nargs=-1)
@click.option(
    "--archive",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The archive of the release, downloaded before; for one data set.",
)
@click.option("--url", help="Another address of the archive; for one data set.")
@click.option("--from-hub", is_flag=True, help="From the Hugging Face hub; checked by counts only.")
@click.option("--again", is_flag=True, help="Replace the copy that the cache has.")
@_json_option
@pass_session
def fetch_data(
    session: Session,
    ids: tuple[str, ...],
    archive: Path | None,
    url: str | None,
    from_hub: bool,
    again: bool,
    as_json: bool,
) -> None:
    """Fetch data sets (all, where none is named) into the cache, and check every file.

    A download that was interrupted goes on where it stopped, if the server can do so.
    """
    from r1ci_bench.cli.data_progress import shown_progress
    from r1ci_bench.datasets.fetch import fetch

    if sum((archive is not None, url is not None, from_hub)) > 1:
        raise UsageError("--archive, --url and --from-hub exclude each other", hint="give one of them")
    if (archive is not None or url is not None) and len(ids) != 1:
        raise UsageError("--archive and --url are for one data set", hint="name it: data fetch ID")
    plugins = session.plugins
    session.warn_of_failures()
    rows: list[dict[str, Any]] = []
    for name in _named(ids, plugins):
        dataset = _load(name, plugins)
        if from_hub and not ids and dataset.hub is None:
            click.echo(f"note: {name} is left out: it is not on the hub", err=True)
            continue
        license_name = plugins.data.get(name).descriptor.license
        with shown_progress(quiet=as_json) as progress:
            if from_hub:
                from r1ci_bench.datasets.hub import fetch_from_hub

                copy = fetch_from_hub(dataset, again=again, progress=progress)
            else:
                copy = fetch(dataset, url=url, archive=archive, again=again, progress=progress)
        rows.append({"id": name, "path": str(copy.root), "source": copy.source, "license": license_name})
        if not as_json:
            click.echo(f"{name}: {copy.root} (licence {license_name})")
        for text in _notices(dataset, copy):
            click.echo(f"note: {name}: {text}", err=True)
    if as_json:
        print_json(rows)


@command.command("verify")
@click.argument("ids", nargs=-1)
@click.option(
    "--data-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A local copy: the root of a data set, or a folder that holds it under its id.",
)
@_json_option
@pass_session
def verify(session: Session, ids: tuple[str, ...], data_dir: Path | None, as_json: bool) -> int:
    """Read every file of a copy again, and compare. Exit code 5 where a copy is not whole."""
    from r1ci_bench.cli.data_progress import shown_progress
    from r1ci_bench.datasets.verify import verify_copy, verify_folder

    plugins = session.plugins
    session.warn_of_failures()
    found: list[Verification] = []
    for dataset, place in _places(ids, data_dir, plugins):
        with shown_progress(quiet=as_json) as progress:
            if isinstance(place, Path):
                found.append(verify_folder(dataset, place, progress))
            else:
                found.append(verify_copy(dataset, place, progress))
        if not as_json:
            _echo_verification(found[-1])
    wrong = [item for item in found if item.state != "whole"]
    if as_json:
        print_json([_as_json(item) for item in found])
        return ExitCode.MISMATCH if wrong else ExitCode.OK
    if wrong:
        names = ", ".join(item.id for item in wrong)
        remedy = f"r1ci-bench data fetch {wrong[0].id}{' --again' if wrong[0].ours else ''}"
        raise MismatchError(f"not whole: {names}", hint=f"a whole copy in the cache: {remedy}")
    return ExitCode.OK


@command.command("path")
@click.argument("data", metavar="ID")
@pass_session
def path_of(session: Session, data: str) -> None:
    """Print the directory of a data set in the cache."""
    click.echo(_copy_of(_load(data, session.plugins)).root)


def _named(ids: Sequence[str], plugins: Plugins) -> list[str]:
    names = [plugins.data.get(name).descriptor.id for name in dict.fromkeys(ids)] or plugins.data.ids()
    if not names:
        raise UsageError("no data set is registered", hint="r1ci-bench plugins lists what is")
    return names


def _load(name: str, plugins: Plugins) -> DataSet:
    """The definition of a data set, whoever wrote it.

    Raises:
        SetupError: if it is broken.
    """
    from r1ci_bench.datasets import DataSet
    from r1ci_bench.plugins import describe

    make = plugins.data.load(name)
    try:
        dataset = make()
    except R1ciError:
        raise
    except Exception as error:
        raise SetupError(f"data set {name!r} is broken: {describe(error)}") from error
    if not isinstance(dataset, DataSet):
        raise SetupError(
            f"data set {name!r} is broken: its entry makes a {type(dataset).__name__}, not a DataSet"
        )
    return dataset


def _copy_of(dataset: DataSet) -> Copy:
    from r1ci_bench.datasets import find_copy

    copy = find_copy(dataset)
    if copy is None:
        raise UsageError(f"{dataset.id} is not fetched", hint=f"r1ci-bench data fetch {dataset.id}")
    return copy


def _status_of(name: str, plugins: Plugins) -> dict[str, Any]:
    from r1ci_bench.datasets import find_copy

    item = plugins.data.get(name)
    row: dict[str, Any] = {
        "id": name,
        "version": item.descriptor.version,
        "summary": item.descriptor.summary,
        "revision": item.descriptor.revision,
        "license": item.descriptor.license,
        "origin": str(item.origin),
        "tasks": [task.descriptor.id for task in plugins.tasks if task.descriptor.data == name],
        "files": None,
        "bytes": None,
        "urls": [],
        "path": None,
        "source": None,
        "problem": None,
    }
    try:
        dataset = _load(name, plugins)
        copy = find_copy(dataset)
        files = len(dataset.checksum_list().sums)
    except SetupError as error:  # one broken data set must not hide the others
        return row | {"problem": error.message}
    row |= {"files": files, "bytes": dataset.size, "urls": dataset.urls}
    if copy is not None:
        row |= {"path": str(copy.root), "source": copy.source}
    return row


def _notices(dataset: DataSet, copy: Copy) -> list[str]:
    notices = [dataset.notice] if dataset.notice else []
    if copy.source == "hub":
        notices.append("from the hub: the number of items was checked, not their bytes")
        if dataset.hub is not None and dataset.hub.tasks:
            notices.append(dataset.hub.tasks)
    return notices


def _places(ids: Sequence[str], data_dir: Path | None, plugins: Plugins) -> list[tuple[DataSet, Path | Copy]]:
    """What there is to verify: the copies that are named, or all that there are."""
    from r1ci_bench.datasets import find_copy
    from r1ci_bench.datasets.verify import holds_some

    found: list[tuple[DataSet, Path | Copy]] = []
    for name in _named(ids, plugins):
        dataset = _load(name, plugins)
        if data_dir is not None:
            below = data_dir / name
            root = below if below.is_dir() else data_dir
            if holds_some(dataset, root):
                found.append((dataset, root))
            elif ids:
                raise UsageError(
                    f"{root} holds no file of data set {name}",
                    hint="give the root of the data, in the layout of its release",
                )
        elif ids:
            found.append((dataset, _copy_of(dataset)))
        elif (copy := find_copy(dataset)) is not None:
            found.append((dataset, copy))
    if not found:
        where = "the cache" if data_dir is None else data_dir
        raise UsageError(f"{where} holds no data set", hint="r1ci-bench data fetch, or --data-dir DIR")
    return found


def _echo_verification(found: Verification) -> None:
    files = f"{found.ok} of {counted(found.files, 'file')}"
    if found.state == "whole":
        text = f"whole, {counted(found.files, 'file')}"
    elif found.state == "partial":
        text = f"partial, {files}, none different"
    else:
        text = f"not as it should be, {files} are"
    click.echo(f"{found.id}: {text} in {found.root}")
    if found.source == "hub":
        click.echo(
            "  from the hub: compared with what was fetched, since its bytes are not those of the release"
        )
    for what, paths in (("missing", found.missing), ("different", found.different), ("extra", found.extra)):
        if paths:
            more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
            click.echo(printable(f"  {what}: {', '.join(paths[:_SHOWN])}{more}"))


def _as_json(found: Verification) -> dict[str, Any]:
    return {
        "id": found.id,
        "path": str(found.root),
        "state": found.state,
        "against": found.source,
        "files": found.files,
        "ok": found.ok,
        "missing": found.missing,
        "different": found.different,
        "extra": found.extra,
    }
