"""`tongban inspect`: run the page pipeline on any picture or PDF and print what it finds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.domain.errors import TongbanError
    from app.domain.page import PageAnalysis

_Found = list[tuple[str, int, "PageAnalysis"]]


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
    found, failed = _inspected(args.files)
    if args.json:
        print(json.dumps(_report(found, failed), ensure_ascii=False))
    else:
        print("\n".join([*(_line(*page) for page in found), *(_error_line(*error) for error in failed)]))
    return 1 if failed else 0


def _inspected(files: list[str]) -> tuple[_Found, list[tuple[str, TongbanError]]]:
    from app.domain.errors import TongbanError
    from app.ports.document_source import ScanRequest
    from scanners.registry import open_document_source, open_page_reader

    source, reader = open_document_source("file"), open_page_reader()
    found: _Found = []
    failed = []
    for name in files:
        try:
            for frame in source.scan(ScanRequest("file", paths=(name,))):
                pages = reader.analyse_each(frame.data)
                found.extend((name, index, page) for index, page in enumerate(pages))
        except TongbanError as error:
            failed.append((name, error))
    return found, failed


def _report(found: _Found, failed: list[tuple[str, TongbanError]]) -> dict[str, object]:
    report: dict[str, object] = {"pages": [page_report(*page) for page in found]}
    if failed:
        errors = [_error_report(name, error) for name, error in failed]
        first = errors[0]
        report["error"] = {"code": first["code"], "message": first["message"]}
        report["errors"] = errors
    return report


def page_report(file: str, index: int, page: PageAnalysis) -> dict[str, object]:
    """One page as the command prints it; text, papers and seals stay empty until something reads them."""
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
        },
        "quality": {
            "verdict": page.quality.verdict.value,
            "reasons": [reason.value for reason in page.quality.reasons],
        },
        "codes": [
            {
                "format": code.format,
                "text": code.text,
                "bytes_hex": code.data.hex(),
                "corners": [list(corner) for corner in code.corners],
                "rescued": code.rescued,
            }
            for code in page.codes
        ],
        "text": [],
        "paper": {"kind": None, "fields": {}},
        "seals": [],
        "timings_ms": {**dict(page.timings_ms), "text": 0.0},
    }


def _error_report(file: str, error: TongbanError) -> dict[str, str]:
    from resources.texts import error_text

    return {"file": file, "code": error.code, "message": error_text(error.code, error.details)}


def _line(file: str, index: int, page: PageAnalysis) -> str:
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
    return "\n".join([line, *(text("inspect.code", format=code.format, words=code.text) for code in page.codes)])


def _error_line(file: str, error: TongbanError) -> str:
    from resources.texts import error_text, text

    return text("inspect.failed", file=Path(file).name, words=error_text(error.code, error.details), code=error.code)
