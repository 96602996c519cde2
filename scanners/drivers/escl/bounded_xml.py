"""XML from a device on the network: small, shallow, without a document type, or not read at all."""

from __future__ import annotations

from xml.etree import ElementTree

from app.domain.errors import DeviceError

MAX_BYTES = 512 * 1024
_MAX_DEPTH = 32
_MAX_ELEMENTS = 20_000


class _TooMuchError(Exception):
    """The document does what no scanner's answer needs to do."""


class _BoundedTree(ElementTree.TreeBuilder):
    """Builds a tree while it stays small. Entities cannot be defined without a document type, which is refused."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._elements = 0

    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        """Refuse `<!DOCTYPE`, in whatever encoding the document is written."""
        del name, public_id, system_id
        raise _TooMuchError("document type")

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """Count on the way in."""
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise _TooMuchError("too deep or too long")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """Count on the way out."""
        self._depth -= 1
        return super().end(tag)


def parse_answer(data: bytes, root: str) -> ElementTree.Element:
    """Read an answer whose root element has the local name `root`.

    Raises `DeviceError` (`scanner_bad_answer`) for anything else: HTML, half an answer, a bomb.
    """
    if len(data) > MAX_BYTES:
        raise DeviceError("scanner_bad_answer", about=root)
    parser = ElementTree.XMLParser(target=_BoundedTree())  # noqa: S314 - bounded, and document types are refused
    try:
        parser.feed(data)
        tree: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, _TooMuchError, ValueError, LookupError) as error:
        raise DeviceError("scanner_bad_answer", about=root) from error
    if local_name(tree) != root:
        raise DeviceError("scanner_bad_answer", about=root)
    return tree


def local_name(element: ElementTree.Element) -> str:
    """The name without its namespace: vendors and versions differ in it."""
    return element.tag.rpartition("}")[2]


def words(element: ElementTree.Element | None, path: str) -> str:
    """The text of the first element at `path` (local names), stripped; empty where there is none."""
    found = None if element is None else element.find(_anywhere(path))
    return (found.text or "").strip() if found is not None else ""


def number(element: ElementTree.Element | None, path: str) -> int | None:
    """The whole number at `path`, None where there is none that makes sense."""
    said = words(element, path)
    return int(said) if said.isdecimal() and len(said) <= 9 else None


def every(element: ElementTree.Element, path: str) -> list[ElementTree.Element]:
    """All elements at `path` (local names)."""
    return element.findall(_anywhere(path))


def first(element: ElementTree.Element, path: str) -> ElementTree.Element | None:
    """The first element at `path` (local names)."""
    return element.find(_anywhere(path))


def _anywhere(path: str) -> str:
    return "/".join(part if part == "*" else f"{{*}}{part}" for part in path.split("/"))
