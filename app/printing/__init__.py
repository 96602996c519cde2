"""Bytes to a printer, and pages to the screen. The PDF is never laid out again: what is archived is what is printed."""

from __future__ import annotations

import sys

from app.ports.papers import Printer


def system_printer() -> Printer:
    """Windows' spooler there, CUPS everywhere else (without a server it simply has no queues)."""
    if sys.platform == "win32":
        from app.printing.gdi_spooler import GdiSpooler
        from app.printing.windows_printer import WindowsPrinter

        return WindowsPrinter(GdiSpooler())
    from app.printing.cups_printer import CupsPrinter

    return CupsPrinter()
