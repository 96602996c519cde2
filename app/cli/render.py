"""`tongban render KIND CASE.json -o OUT.pdf`: any paper from JSON (its form: docs/papers.md)."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from app.domain.errors import InputError, PrintError
from app.domain.paper import PaperKind
from app.domain.system_fault import system_fault


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = subparsers.add_parser("render", help=text("render.help"))
    parser.add_argument(
        "kind", choices=[kind.value for kind in PaperKind], metavar="KIND", help=text("render.help_kind")
    )
    parser.add_argument("case", type=Path, metavar="CASE.json", help=text("render.help_case"))
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.pdf", help=text("render.help_out"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the PDF and say what it is.

    Returns 0. Raises InputError (`input.unreadable_file`, and what `read_content` raises), PrintError, PageError.
    """
    from app.paper.case_json import read_content
    from app.paper.renderer import ReportLabPaperRenderer
    from resources.texts import text

    kind = PaperKind(args.kind)
    try:
        written = args.case.read_bytes()
    except OSError as error:
        raise InputError("unreadable_file", file=str(args.case), system=system_fault(error)) from error
    rendered = ReportLabPaperRenderer().render(kind, read_content(kind, written))
    try:
        args.out.write_bytes(rendered.pdf)
    except OSError as error:
        raise PrintError("cannot_save", system=system_fault(error)) from error
    digest = hashlib.sha256(rendered.pdf).hexdigest()
    if args.json:
        found = {"kind": kind.value, "file": str(args.out), "pages": rendered.page_count, "sha256": digest}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(text("render.written", file=str(args.out), pages=rendered.page_count, sha256=digest))
    return 0
