"""What goes over the pipe between the workstation and a worker process.

To the worker: `Call`, `Next`, `Cancel`. From it: `Ready`, then for each call `Item`s (of a stream), and one of
`Done`, `Failed`, `Bug`. A number ties an answer to its call: answers to a call that was given up are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.errors import TongbanError


@dataclass(frozen=True, slots=True)
class Call:
    """Call a method.

    With `streams` its result is iterated, one `Item` after each `Next`; with `hears_cancel` it is given a
    `cancelled` that turns true when a `Cancel` comes.
    """

    number: int
    method: str
    arguments: tuple[object, ...]
    named: Mapping[str, object]
    streams: bool = False
    hears_cancel: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The last item is safe: go on."""

    number: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the stream; what is already made is thrown away."""

    number: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The driver is open."""


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a stream."""

    number: int
    value: object


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a call, or the end of a stream."""

    number: int
    value: object = None


@dataclass(frozen=True, slots=True)
class Failed:
    """An error that the program knows, taken apart so that it can be raised again on the other side."""

    number: int
    family: str
    cause: str
    field: str | None
    details: Mapping[str, object]

    @classmethod
    def of(cls, number: int, error: TongbanError) -> Failed:
        """Take an error apart."""
        return cls(number, error.family, error.code.partition(".")[2], error.field, dict(error.details))

    def error(self) -> TongbanError:
        """Put the error together again, of the same class."""
        kind = next((kind for kind in _kinds(TongbanError) if kind.family == self.family), TongbanError)
        return kind(self.cause, field=self.field, **self.details)


@dataclass(frozen=True, slots=True)
class Bug:
    """An error that nobody foresaw; `trace` is for the log."""

    number: int
    trace: str


Message = Ready | Item | Done | Failed | Bug


def _kinds(kind: type[TongbanError]) -> Iterator[type[TongbanError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
