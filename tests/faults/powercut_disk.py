"""What a disk may hold after a power cut, told from the journal of everything a program did to it.

The model is as unkind as the standard allows. Of a file, what was written before its last sync is there; each write
after it is there, or not, or in part (sectors of 512 bytes), and a length may be there without the bytes. A name made,
moved or taken away is there once its folder was synced; of what was done since to the names of one folder, in order,
any number of the first is. What was mapped (SQLite's -shm) is gone.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SECTOR = 512
_ENTRY = struct.Struct("=IIIIQq")
_GONE = "-shm"
_LIKELY = 0.5


class Kept(StrEnum):
    """What is kept of what was not synced: nothing, all, or any part of it."""

    NOTHING = "dropped"
    ALL = "kept"
    PART = "torn"


@dataclass(frozen=True, slots=True)
class Entry:
    """One crossing to the disk, or what the clerk was told then.

    `kind`: W(rite), S(ync), T(runcate), C(reate), D (folder made), R(ename), U(nlink); A for what was told.
    """

    kind: str
    inode: int
    place: int
    first: bytes
    second: bytes


def read_journal(path: Path) -> list[Entry]:
    """All whole entries."""
    data, at, found = path.read_bytes(), 0, list[Entry]()
    while at + _ENTRY.size <= len(data):
        kind, n1, n2, _, inode, place = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size
        found.append(Entry(chr(kind), inode, place, data[at : at + n1], data[at + n1 : at + n1 + n2]))
        at += n1 + n2
    return found


@dataclass(slots=True, eq=False)
class Node:
    """A file or a folder, whatever it is called: what is there for certain, and what was done since it was synced."""

    folder: bool
    content: bytearray = field(default_factory=bytearray)
    names: dict[str, Node] = field(default_factory=dict)
    open: list[Operation] = field(default_factory=list)

    def now(self) -> dict[str, Node]:
        """The names of a folder as the program sees them."""
        names = dict(self.names)
        for one in self.open:
            one.rename(names)
        return names

    def sync(self) -> None:
        """Everything done is there for certain."""
        if self.folder:
            self.names = self.now()
        for one in self.open if not self.folder else ():
            one.write(self.content)
        self.open.clear()


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """On a file: bytes at a place, or (`data` None) a length. On a folder: `gone` is no name any more, `name` is."""

    place: int = 0
    data: bytes | None = None
    gone: str = ""
    name: str = ""
    node: Node | None = None

    def rename(self, names: dict[str, Node]) -> None:
        """Do it to the names of a folder."""
        names.pop(self.gone, None)
        if self.node is not None:
            names[self.name] = self.node

    def write(self, content: bytearray, parts: Sequence[tuple[int, int]] | None = None) -> None:
        """Do it to a file, or those parts of it; what lies between counts as zeros."""
        end = self.place + len(self.data or b"")
        content.extend(bytes(max(0, end - len(content))))
        if self.data is None:
            del content[self.place :]
            return
        for start, stop in parts if parts is not None else [(0, len(self.data))]:
            content[self.place + start : self.place + stop] = self.data[start:stop]


class Disk:
    """The disk while the journal is played, from what lies in `start` on (all of it there for certain)."""

    def __init__(self, start: Path) -> None:
        self._start = start
        self._by_inode: dict[int, Node] = {}
        self.root = self._read(start)

    def play(self, entry: Entry) -> None:
        """One entry more."""
        if entry.kind in "WT":
            data = entry.first if entry.kind == "W" else None
            self._by_inode[entry.inode].open.append(Operation(entry.place, data))
        elif entry.kind == "S":
            self._by_inode[entry.inode].sync()
        elif entry.kind in "CD":
            node = self._by_inode[entry.inode] = Node(folder=entry.kind == "D")
            folder, name = self._place(entry.first)
            folder.open.append(Operation(name=name, node=node))
        elif entry.kind == "U":
            folder, name = self._place(entry.first)
            folder.open.append(Operation(gone=name))
        elif entry.kind == "R":
            self._rename(*self._place(entry.first), *self._place(entry.second))

    def after_cut(self, target: Path, kept: Kept, dice: random.Random) -> None:
        """Make `target` what the disk may hold if the power goes now."""
        _write(self.root, target, kept, dice)

    def _read(self, path: Path) -> Node:
        node = self._by_inode[path.stat().st_ino] = Node(folder=path.is_dir())
        if node.folder:
            node.names = {one.name: self._read(one) for one in sorted(path.iterdir())}
        else:
            node.content = bytearray(path.read_bytes())
        return node

    def _place(self, path: bytes) -> tuple[Node, str]:
        """The folder a path lies in, and its name there."""
        *folders, name = Path(path.decode()).relative_to(self._start).parts
        node = self.root
        for one in folders:
            node = node.now()[one]
        return node, name

    @staticmethod
    def _rename(folder: Node, name: str, to_folder: Node, to_name: str) -> None:
        node = folder.now()[name]
        if folder is to_folder:
            folder.open.append(Operation(gone=name, name=to_name, node=node))
            return
        folder.open.append(Operation(gone=name))
        to_folder.open.append(Operation(name=to_name, node=node))


def _write(node: Node, target: Path, kept: Kept, dice: random.Random) -> None:
    if not node.folder:
        target.write_bytes(_content(node, kept, dice))
        return
    target.mkdir()
    done = {Kept.NOTHING: 0, Kept.ALL: len(node.open), Kept.PART: dice.randint(0, len(node.open))}[kept]
    names = dict(node.names)
    for one in node.open[:done]:
        one.rename(names)
    for name, inner in names.items():
        if not name.endswith(_GONE):
            _write(inner, target / name, kept, dice)


def _content(node: Node, kept: Kept, dice: random.Random) -> bytes:
    content = bytearray(node.content)
    if kept is Kept.NOTHING:
        return bytes(content)
    for one in node.open:
        if kept is Kept.ALL:
            one.write(content)
        elif dice.random() < _LIKELY:
            one.write(content, list(_parts(one, dice)))
    return bytes(content)


def _parts(one: Operation, dice: random.Random) -> Iterator[tuple[int, int]]:
    """Which parts of a write are there: all, or sectors of the disk, each or not."""
    size = len(one.data or b"")
    if dice.random() < _LIKELY:
        yield 0, size
        return
    for start in range(-(one.place % SECTOR), size, SECTOR):
        if dice.random() < _LIKELY:
            yield max(0, start), min(size, start + SECTOR)
