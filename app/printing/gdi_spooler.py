"""Windows' spooler and GDI through ctypes. Written from Microsoft's documentation; runs on Windows only.

Pages are drawn with StretchDIBits at the size the paper has, measured from the sheet's edge (a device context begins
at the printable area, hence the offset).
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator, Sequence
from ctypes import wintypes
from typing import Any

from app.domain.errors import PrintError
from app.printing.windows_printer import Medium, PageRaster, Queue

_LOCAL_AND_CONNECTED = 0x2 | 0x4
_LEVEL_2 = 2
_LOGPIXELSX, _LOGPIXELSY, _PHYSICALOFFSETX, _PHYSICALOFFSETY = 88, 90, 112, 113
_DM_OUT, _DM_IN = 2, 8
_DM_PAPERSIZE, _DM_PAPERLENGTH, _DM_PAPERWIDTH = 0x2, 0x4, 0x8
_DEVMODE_FIELDS, _DEVMODE_PAPER = 72, 78  # offsets of dmFields and dmPaperSize, dmPaperLength, dmPaperWidth
_CUSTOM_SIZE = 256
_SRCCOPY = 0x00CC0020
_RETAIN, _RELEASE = 8, 9


class _PrinterInfo2(ctypes.Structure):
    """PRINTER_INFO_2W."""

    _fields_ = (
        ("server_name", wintypes.LPWSTR),
        ("printer_name", wintypes.LPWSTR),
        ("share_name", wintypes.LPWSTR),
        ("port_name", wintypes.LPWSTR),
        ("driver_name", wintypes.LPWSTR),
        ("comment", wintypes.LPWSTR),
        ("location", wintypes.LPWSTR),
        ("dev_mode", wintypes.LPVOID),
        ("separator_file", wintypes.LPWSTR),
        ("print_processor", wintypes.LPWSTR),
        ("datatype", wintypes.LPWSTR),
        ("parameters", wintypes.LPWSTR),
        ("security_descriptor", wintypes.LPVOID),
        ("attributes", wintypes.DWORD),
        ("priority", wintypes.DWORD),
        ("default_priority", wintypes.DWORD),
        ("start_time", wintypes.DWORD),
        ("until_time", wintypes.DWORD),
        ("status", wintypes.DWORD),
        ("jobs", wintypes.DWORD),
        ("average_ppm", wintypes.DWORD),
    )


class _JobInfo1(ctypes.Structure):
    """JOB_INFO_1W as far as the status."""

    _fields_ = (
        ("job_id", wintypes.DWORD),
        ("printer_name", wintypes.LPWSTR),
        ("machine_name", wintypes.LPWSTR),
        ("user_name", wintypes.LPWSTR),
        ("document", wintypes.LPWSTR),
        ("datatype", wintypes.LPWSTR),
        ("status_text", wintypes.LPWSTR),
        ("status", wintypes.DWORD),
    )


class _DocInfo(ctypes.Structure):
    """DOCINFOW."""

    _fields_ = (
        ("size", ctypes.c_int),
        ("document", wintypes.LPCWSTR),
        ("output", wintypes.LPCWSTR),
        ("datatype", wintypes.LPCWSTR),
        ("type", wintypes.DWORD),
    )


class GdiSpooler:
    """`Spooler` on winspool.drv and gdi32.dll."""

    def __init__(self) -> None:
        load = vars(ctypes)["WinDLL"]  # exists on Windows only
        self._winspool: Any = load("winspool.drv", use_last_error=True)
        self._gdi: Any = load("gdi32", use_last_error=True)
        self._gdi.CreateDCW.restype = wintypes.HDC
        for name in ("DeleteDC", "EndPage", "StartPage", "EndDoc", "AbortDoc"):
            getattr(self._gdi, name).argtypes = (wintypes.HDC,)
        self._gdi.GetDeviceCaps.argtypes = (wintypes.HDC, ctypes.c_int)
        self._gdi.StartDocW.argtypes = (wintypes.HDC, ctypes.c_void_p)
        numbers = (ctypes.c_int,) * 8
        self._gdi.StretchDIBits.argtypes = (
            wintypes.HDC, *numbers, ctypes.c_char_p, ctypes.c_char_p, wintypes.UINT, wintypes.DWORD,
        )  # fmt: skip

    def queues(self) -> Sequence[Queue]:
        """All local and connected printers."""
        needed, count = wintypes.DWORD(), wintypes.DWORD()
        enumerate_printers = self._winspool.EnumPrintersW
        arguments = (_LOCAL_AND_CONNECTED, None, _LEVEL_2)
        enumerate_printers(*arguments, None, 0, ctypes.byref(needed), ctypes.byref(count))
        buffer = ctypes.create_string_buffer(max(1, needed.value))
        if not enumerate_printers(*arguments, buffer, needed, ctypes.byref(needed), ctypes.byref(count)):
            return ()
        found = ctypes.cast(buffer, ctypes.POINTER(_PrinterInfo2 * count.value)).contents if count.value else ()
        default = self._default_name()
        return [Queue(info.printer_name, info.printer_name == default, info.status) for info in found]

    def resolution(self, printer: str) -> int:
        """Dots an inch across. Raises PrintError `print.no_printer`."""
        context = self._context(printer, None)
        try:
            return int(self._gdi.GetDeviceCaps(context, _LOGPIXELSX))
        finally:
            self._gdi.DeleteDC(context)

    def start(self, printer: str, title: str, medium: Medium, pages: Iterator[PageRaster]) -> int:
        """Spool the pages as one job and retain it. Raises PrintError `print.no_printer`, `print.refused`."""
        context = self._context(printer, self._dev_mode(printer, medium))
        try:
            document = _DocInfo(ctypes.sizeof(_DocInfo), title, None, None, 0)
            job = int(self._gdi.StartDocW(context, ctypes.byref(document)))
            self._require(job > 0)
            self._set_job(printer, job, _RETAIN)
            try:
                for page in pages:
                    self._draw(context, page)
            except BaseException:
                self._gdi.AbortDoc(context)
                raise
            self._require(self._gdi.EndDoc(context) > 0)
            return job
        finally:
            self._gdi.DeleteDC(context)

    def job_status(self, printer: str, job: int) -> int | None:
        """JOB_STATUS flags, None when the queue does not know the job."""
        handle = self._open(printer)
        try:
            needed = wintypes.DWORD()
            self._winspool.GetJobW(handle, job, 1, None, 0, ctypes.byref(needed))
            if not needed.value:
                return None
            buffer = ctypes.create_string_buffer(needed.value)
            if not self._winspool.GetJobW(handle, job, 1, buffer, needed, ctypes.byref(needed)):
                return None
            return int(ctypes.cast(buffer, ctypes.POINTER(_JobInfo1)).contents.status)
        finally:
            self._winspool.ClosePrinter(handle)

    def release(self, printer: str, job: int) -> None:
        """Let a retained job go."""
        self._set_job(printer, job, _RELEASE)

    def _draw(self, context: Any, page: PageRaster) -> None:
        self._require(self._gdi.StartPage(context) > 0)
        across = self._gdi.GetDeviceCaps(context, _LOGPIXELSX) / page.dpi
        down = self._gdi.GetDeviceCaps(context, _LOGPIXELSY) / page.dpi
        left = -self._gdi.GetDeviceCaps(context, _PHYSICALOFFSETX)
        top = -self._gdi.GetDeviceCaps(context, _PHYSICALOFFSETY)
        target = (left, top, round(page.width * across), round(page.height * down))
        source = (0, 0, page.width, page.height)
        header, pixels = device_independent_bitmap(page)
        self._require(self._gdi.StretchDIBits(context, *target, *source, pixels, header, 0, _SRCCOPY) > 0)
        self._require(self._gdi.EndPage(context) > 0)

    def _context(self, printer: str, dev_mode: Any) -> Any:
        context = self._gdi.CreateDCW("WINSPOOL", printer, None, dev_mode)
        if not context:
            raise PrintError("no_printer", printer=printer)
        return context

    def _dev_mode(self, printer: str, medium: Medium) -> Any:
        """The printer's own settings with our sheet in them."""
        handle = self._open(printer)
        try:
            properties = self._winspool.DocumentPropertiesW
            size = properties(None, handle, printer, None, None, 0)
            self._require(size > 0)
            buffer = ctypes.create_string_buffer(size)
            self._require(properties(None, handle, printer, buffer, None, _DM_OUT) > 0)
            (fields,) = struct.unpack_from("<I", buffer, _DEVMODE_FIELDS)
            sized = _DM_PAPERSIZE if medium.code else _DM_PAPERSIZE | _DM_PAPERLENGTH | _DM_PAPERWIDTH
            struct.pack_into("<I", buffer, _DEVMODE_FIELDS, fields | sized)
            struct.pack_into("<3h", buffer, _DEVMODE_PAPER, medium.code or _CUSTOM_SIZE, medium.height, medium.width)
            self._require(properties(None, handle, printer, buffer, buffer, _DM_IN | _DM_OUT) > 0)
            return buffer
        finally:
            self._winspool.ClosePrinter(handle)

    def _set_job(self, printer: str, job: int, command: int) -> None:
        handle = self._open(printer)
        try:
            self._winspool.SetJobW(handle, job, 0, None, command)
        finally:
            self._winspool.ClosePrinter(handle)

    def _open(self, printer: str) -> wintypes.HANDLE:
        handle = wintypes.HANDLE()
        if not self._winspool.OpenPrinterW(printer, ctypes.byref(handle), None):
            raise PrintError("no_printer", printer=printer)
        return handle

    def _default_name(self) -> str:
        length = wintypes.DWORD()
        self._winspool.GetDefaultPrinterW(None, ctypes.byref(length))
        name = ctypes.create_unicode_buffer(max(1, length.value))
        return name.value if self._winspool.GetDefaultPrinterW(name, ctypes.byref(length)) else ""

    @staticmethod
    def _require(held: bool) -> None:
        if not held:
            raise PrintError("refused", status=str(vars(ctypes)["get_last_error"]()))


def device_independent_bitmap(page: PageRaster) -> tuple[bytes, bytes]:
    """BITMAPINFO with a grey palette, and the rows padded to four bytes, from the top (negative height)."""
    header = struct.pack("<IiiHHIIiiII", 40, page.width, -page.height, 1, 8, 0, 0, 0, 0, 256, 0)
    palette = b"".join(bytes((grey, grey, grey, 0)) for grey in range(256))
    padding = b"\0" * (-page.width % 4)
    starts = range(0, page.width * page.height, page.width)
    rows = b"".join(page.pixels[start : start + page.width] + padding for start in starts)
    return header + palette, rows
