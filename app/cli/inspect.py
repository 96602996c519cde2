"""`tongban inspect`: run the page pipeline on any picture or PDF and print what it finds."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.domain.errors import TongbanError
    from app.domain.page import CodeRead, PageAnalysis, Point
    from app.domain.page_text import Box, PageReading
    from app.ports.text_reader import TextReader

_Found = list[tuple[str, int, "PageAnalysis", "PageReading | None"]]


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("inspect", help=text("inspect.help"))
    parser.add_argument("files", nargs="+", metavar="IMAGE", help=text("inspect.help_files"))
    parser.add_argument("--no-text", action="store_true", help=text("inspect.help_no_text"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Inspect every file; one that cannot be used is named and does not keep the others from being looked at.

    Returns 0, or 1 when a file could not be used: the JSON then has `error` (the first) and `errors` beside `pages`.
    """
    found, failed = _inspected(args.files, with_text=not args.no_text)
    if args.json:
        print(json.dumps(_report(found, failed), ensure_ascii=False))
    else:
        print("\n".join([*(_line(*page) for page in found), *(_error_line(*error) for error in failed)]))
    return 1 if failed else 0


def _inspected(files: list[str], *, with_text: bool) -> tuple[_Found, list[tuple[str, TongbanError]]]:
    from app.domain.errors import TongbanError
    from app.ports.document_source import ScanRequest
    from scanners.registry import open_document_source, open_text_reader, page_reader

    # Pages are found in a process of its own, as in the window: a file that brings it down is named like any other.
    source, reader = open_document_source("file"), page_reader()
    text_reader = open_text_reader() if with_text else None
    found: _Found = []
    failed = []
    with closing(reader):
        for name in files:
            try:
                for frame in source.scan(ScanRequest("file", paths=(name,))):
                    for index, page in enumerate(reader.analyse(frame.data, frame.media_type)):
                        found.append((name, index, page, _read(text_reader, frame.data, page)))
            except TongbanError as error:
                failed.append((name, error))
    return found, failed


def _read(reader: TextReader | None, data: bytes, page: PageAnalysis) -> PageReading | None:
    return None if reader is None else reader.read(page.rendition or data, page.codes)


def _report(found: _Found, failed: list[tuple[str, TongbanError]]) -> dict[str, object]:
    report: dict[str, object] = {"pages": [page_report(*page) for page in found]}
    if failed:
        errors = [_error_report(name, error) for name, error in failed]
        first = errors[0]
        report["error"] = {"code": first["code"], "message": first["message"]}
        report["errors"] = errors
    return report


def page_report(file: str, index: int, page: PageAnalysis, reading: PageReading | None) -> dict[str, object]:
    """One page as the command prints it; without a reading its text, paper and seals are empty."""
    from app.domain.paper_size import dpi_of_outline

    outline = page.outline
    return {
        "file": file,
        "index": index,
        "size": [page.width, page.height],
        "page": {
            "corners": None if outline.corners is None else [list(corner) for corner in outline.corners],
            "confidence": outline.confidence.value,
            "rotation": outline.rotation,
            "skew_deg": outline.skew_deg,
            "dpi": dpi_of_outline(outline),
        },
        "quality": {
            "verdict": page.quality.verdict.value,
            "reasons": [reason.value for reason in page.quality.reasons],
        },
        "codes": [_code_report(code) for code in page.codes],
        **_reading_report(page, reading),
        "timings_ms": _timings(page, reading),
    }


def _code_report(code: CodeRead) -> dict[str, object]:
    from scanners.reading.codes_meaning import code_meaning

    meaning = code_meaning(code)
    return {
        "format": code.format,
        "text": code.text,
        "bytes_hex": code.data.hex(),
        "corners": [list(corner) for corner in code.corners],
        "rescued": code.rescued,
        "meaning": {"kind": meaning.kind.value, "valid": meaning.valid, "parts": dict(meaning.parts)},
    }


def _reading_report(page: PageAnalysis, reading: PageReading | None) -> dict[str, object]:
    if reading is None:
        return {"text": [], "paper": {"kind": None, "fields": {}}, "seals": []}
    return {
        "text": [
            {"text": line.text, "confidence": line.confidence, "box": _placed(line.corners, page, reading)}
            for line in reading.lines
        ],
        "paper": {
            "kind": reading.paper.kind,
            "confidence": reading.paper.confidence,
            "fields": {
                field.name: {"value": field.value, "confidence": field.confidence, "valid": field.valid}
                for field in reading.paper.fields
            },
        },
        "seals": [
            {"box": _framed(seal.box, page, reading), "score": seal.score, "shape": seal.shape.value, "text": seal.text}
            for seal in reading.seals
        ],
        "signature": reading.signature.value,
    }


def _placed(corners: Sequence[Point], page: PageAnalysis, reading: PageReading) -> list[list[float]]:
    """Corners in the picture as loaded; they were read from its rendition."""
    from scanners.reading.places_in_picture import points_in_picture

    return [list(point) for point in points_in_picture(corners, page, (reading.width, reading.height))]


def _framed(box: Box, page: PageAnalysis, reading: PageReading) -> list[int]:
    """The upright rectangle round a box, in the picture as loaded."""
    right, bottom = box.x + box.width, box.y + box.height
    placed = _placed([(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)], page, reading)
    left, top = min(x for x, _ in placed), min(y for _, y in placed)
    return [round(v) for v in (left, top, max(x for x, _ in placed) - left, max(y for _, y in placed) - top)]


def _timings(page: PageAnalysis, reading: PageReading | None) -> dict[str, float]:
    timings = dict(page.timings_ms)
    text = 0.0 if reading is None else round(sum(took for _, took in reading.timings_ms), 1)
    return {**timings, "text": text, "total": round(timings["total"] + text, 1)}


def _error_report(file: str, error: TongbanError) -> dict[str, str]:
    from resources.texts import error_text

    return {"file": file, "code": error.code, "message": error_text(error.code, error.details)}


def _line(file: str, index: int, page: PageAnalysis, reading: PageReading | None) -> str:
    from resources.texts import text

    reasons = [text(f"quality.{reason.value}") for reason in page.quality.reasons]
    words = [text(f"quality.verdict_{page.quality.verdict.value}"), *reasons]
    line = text(
        "inspect.page",
        file=Path(file).name,
        number=index + 1,
        width=page.width,
        height=page.height,
        outline=text(f"inspect.outline_{page.outline.confidence.value}"),
        quality=text("inspect.separator").join(words),
    )
    codes = [text("inspect.code", format=code.format, words=code.text, kind=_kind(code)) for code in page.codes]
    return "\n".join([line, *codes, *(_reading_lines(reading) if reading is not None else ())])


def _kind(code: CodeRead) -> str:
    from resources.texts import text
    from scanners.reading.codes_meaning import code_meaning

    return text(f"codes.{code_meaning(code).kind.value}")


def _reading_lines(reading: PageReading) -> list[str]:
    from resources.known_papers import field_title, kind_title, shown_value
    from resources.texts import text

    lines = [text("inspect.text", words=line.text) for line in reading.lines]
    kind = reading.paper.kind
    if kind is not None:
        lines.append(text("inspect.paper", title=kind_title(kind)))
        fields = (
            (field_title(kind, field.name), shown_value(field.name, field.value)) for field in reading.paper.fields
        )
        lines.extend(text("inspect.field", name=name, value=value) for name, value in fields)
    return [*lines, *(text(f"inspect.seal_{seal.shape.value}") for seal in reading.seals)]


def _error_line(file: str, error: TongbanError) -> str:
    from resources.texts import error_text, text

    return text("inspect.failed", file=Path(file).name, words=error_text(error.code, error.details), code=error.code)
