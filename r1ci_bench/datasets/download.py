"""Downloads one file: patiently, and from where it stopped, also in a later call."""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx2
import tenacity

from r1ci_bench._version import __version__
from r1ci_bench.datasets.store import full_disk, megabytes
from r1ci_bench.errors import SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from r1ci_bench.datasets.progress import Progress

_TIMEOUT = httpx2.Timeout(60.0, connect=20.0)
_ATTEMPTS = 5
"""So many attempts in a row without any headway are enough."""
_HEADWAY = 1 << 16
_MOST_ATTEMPTS = 100
_LONGEST_PAUSE = 60.0
_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a download may take.

    Attributes:
        most: The largest file, in bytes.
        spare: Bytes that must stay free on the disk, for what is made of the file.
    """

    most: int = 4 << 30
    spare: int = 0


class _Passing(Exception):  # noqa: N818 - told to people as what it says
    """What may be better the next time.

    Attributes:
        pause: Seconds that the server asks for, or None.
    """

    def __init__(self, reason: str, *, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


def download(
    url: str,
    part: Path,
    *,
    progress: Progress,
    bounds: Bounds,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Download a file; where it was begun before, the rest of it.

    Args:
        url: Its address, http or https.
        part: Where to put it. What is there already is gone on with, if the server can tell that it is the
            beginning of the same file, and replaced otherwise. It stays where the download ends early.
        progress: Told how far it is, and of every pause.
        bounds: What it may take.
        sleep: Waits between two attempts.

    Raises:
        UsageError: if the address is none of http or https.
        SetupError: if the file cannot be had; says why, and how to bring it here in another way.
        OSError: if it cannot be written, a full disk apart.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(
            f"{url} is not an address that begins with https:// or http://",
            hint="a file on this machine: --archive FILE",
        )
    task = _Download(url, part, progress, bounds)
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_Passing),
        stop=task.enough,
        wait=_pause,
        sleep=sleep,
        before_sleep=task.tell,
        reraise=True,
    )
    headers = {"User-Agent": f"r1ci-bench/{__version__}", "Accept-Encoding": "identity"}
    try:
        with httpx2.Client(follow_redirects=True, timeout=_TIMEOUT, headers=headers) as client:
            retrying(task.attempt, client)
    except (_Passing, httpx2.HTTPError, httpx2.InvalidURL) as error:
        kept = f"; {megabytes(have)} are kept for the next time" if (have := _size(part)) else ""
        raise _unavailable(url, f"{str(error) or type(error).__name__}{kept}", error) from error


class _Download:
    def __init__(self, url: str, part: Path, progress: Progress, bounds: Bounds) -> None:
        self._url = url
        self._part = part
        self._note = part.with_name(part.name + ".json")
        self._progress = progress
        self._bounds = bounds
        self._came = 0
        self._fruitless = 0

    def enough(self, state: tenacity.RetryCallState) -> bool:
        """Whether to give up behind an attempt that failed."""
        self._fruitless = 0 if self._came >= _HEADWAY else self._fruitless + 1
        return self._fruitless >= _ATTEMPTS or state.attempt_number >= _MOST_ATTEMPTS

    def tell(self, state: tenacity.RetryCallState) -> None:
        """Say what happened and what comes next."""
        failed = state.outcome.exception() if state.outcome else None
        self._progress.note(f"{failed}; trying again in {state.upcoming_sleep:.0f} s")

    def attempt(self, client: httpx2.Client) -> None:
        """Ask for what is missing, and write what comes."""
        self._came = 0
        have, validator = self._begun()
        headers = {"Range": f"bytes={have}-", "If-Range": validator} if have else {}
        try:
            with client.stream("GET", self._url, headers=headers) as response:
                self._receive(response, have)
        except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError):
            raise
        except httpx2.TransportError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise  # waiting makes no certificate valid
            raise _Passing(str(error) or type(error).__name__) from error

    def _begun(self) -> tuple[int, str]:
        """How much is here of this very file, and what tells the server which one it was."""
        try:
            note = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return 0, ""
        same = isinstance(note, dict) and note.get("url") == self._url
        validator = note.get("validator") if same else None
        return (_size(self._part), validator) if isinstance(validator, str) and validator else (0, "")

    def _receive(self, response: httpx2.Response, have: int) -> None:
        status = response.status_code
        if status == 416:  # there is nothing behind what is here: it is no beginning of that file
            self._note.unlink(missing_ok=True)
            raise _Passing("the server has another file than before")
        if status == 429 or status >= 500:
            raise _Passing(_said(response), pause=_retry_after(response.headers.get("Retry-After")))
        if status not in (200, 206):
            raise _unavailable(self._url, _said(response))
        total: int | None
        if status == 206:
            found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
            if not have or found is None or int(found[1]) != have:
                self._note.unlink(missing_ok=True)
                raise _Passing("the server sent another part than was asked for")
            total = int(found[2]) if found[2] != "*" else None
        else:
            have = 0
            announced = response.headers.get("Content-Length", "")
            total = int(announced) if announced.isdecimal() and len(announced) < 16 else None
        self._check_room(total, have)
        if not have:
            self._note.write_text(json.dumps({"url": self._url, "validator": _validator(response)}))
        self._progress.begin(f"downloading {self._url}", total, done=have)
        with self._part.open("ab" if have else "wb") as file:
            for chunk in response.iter_raw():  # as they come: pieces of a set size would lose the last one
                if have + self._came + len(chunk) > self._bounds.most:
                    raise self._too_large()
                file.write(chunk)
                self._came += len(chunk)
                self._progress.advance(len(chunk))
        if total is not None and have + self._came < total:
            raise _Passing(f"the connection ended {megabytes(total - have - self._came)} early")

    def _check_room(self, total: int | None, have: int) -> None:
        if total is None:
            return
        if total > self._bounds.most:
            raise self._too_large()
        needed = total - have + self._bounds.spare
        if shutil.disk_usage(self._part.parent).free < needed:
            raise full_disk(self._part.parent, needed)

    def _too_large(self) -> SetupError:
        return SetupError(
            f"what {self._url} sends is larger than {megabytes(self._bounds.most)}",
            hint="this cannot be the data set; check the address",
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _said(response: httpx2.Response) -> str:
    return f"the server said {response.status_code} {response.reason_phrase}".rstrip()


def _unavailable(url: str, why: str, error: Exception | None = None) -> SetupError:
    hint = "is it online? otherwise download the archive elsewhere, and name the file: --archive FILE"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        hint = "SSL_CERT_FILE names the certificates of your network; or download it: --archive FILE"
    return SetupError(f"cannot download {url}: {why}", hint=hint)


def _validator(response: httpx2.Response) -> str:
    """What If-Range takes: a strong ETag, or a date; empty where the server gives neither."""
    etag: str = response.headers.get("ETag", "")
    if etag:
        return etag if etag.startswith('"') else ""
    return str(response.headers.get("Last-Modified", ""))


def _pause(state: tenacity.RetryCallState) -> float:
    failed = state.outcome.exception() if state.outcome else None
    asked = failed.pause if isinstance(failed, _Passing) else None
    return float(_BACKOFF(state)) if asked is None else asked


_BACKOFF: Any = tenacity.wait_exponential_jitter(initial=1, max=_LONGEST_PAUSE)


def _retry_after(value: str | None) -> float | None:
    """Seconds that a server asks for, at most a minute."""
    if not value:
        return None
    if value.strip().isdecimal() and len(value) < 16:
        return min(float(value), _LONGEST_PAUSE)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return min(max((date - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_PAUSE)
