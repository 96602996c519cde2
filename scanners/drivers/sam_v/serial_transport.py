"""A SAM-V module on a serial port, by pyserial."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.domain.errors import DeviceError
from app.domain.system_fault import SystemFault, system_fault
from scanners.drivers.sam_v.transport import READ_SLICE

if TYPE_CHECKING:
    from serial import Serial, SerialException

_WRITE_TIMEOUT = 2.0


class SerialTransport:
    """8N1 without flow control; the port is taken for this program alone."""

    def __init__(self, port: str, baud: int) -> None:
        """Open `port` (`/dev/ttyUSB0`, `COM3`).

        Raises `DeviceError`: `port_missing`, `port_denied`, `port_busy`, `port_failed` (`reason`).
        """
        import serial

        try:
            self._serial: Serial = serial.Serial(
                port, baud, timeout=READ_SLICE, write_timeout=_WRITE_TIMEOUT, exclusive=True
            )
        except (serial.SerialException, ValueError) as fault:
            raise _opening_error(port, fault) from fault

    def read(self) -> bytes:
        """See `Transport.read`."""
        with _line_faults():
            first: bytes = self._serial.read(1)
            return first + self._serial.read(self._serial.in_waiting) if first else b""

    def write(self, frame: bytes) -> None:
        """See `Transport.write`."""
        with _line_faults():
            self._serial.write(frame)

    def discard_input(self) -> None:
        """See `Transport.discard_input`."""
        with _line_faults():
            # Read, not flushed: the system's flush fails outside OSError when the cable is gone.
            self._serial.read(self._serial.in_waiting)

    def close(self) -> None:
        """See `Transport.close`."""
        self._serial.close()


@contextmanager
def _line_faults() -> Iterator[None]:
    """Translate what pyserial and the system raise when the cable is pulled."""
    import serial

    try:
        yield
    except serial.SerialTimeoutException as fault:
        raise DeviceError("no_answer") from fault
    except (OSError, TypeError) as fault:
        # SerialException is an OSError; TypeError: the port was closed by another thread.
        raise DeviceError("unplugged") from fault


def _opening_error(port: str, fault: SerialException | ValueError) -> DeviceError:
    """Tell the causes apart: by errno on POSIX, by the text pyserial makes of the Windows error."""
    system = system_fault(fault) if isinstance(fault, OSError) else SystemFault.OTHER
    words = str(fault)
    if system is SystemFault.MISSING or "FileNotFoundError" in words:
        return DeviceError("port_missing", port=port)
    # Windows says "access denied" for a port that another program holds.
    if system is SystemFault.BUSY or "PermissionError(13" in words:
        return DeviceError("port_busy", port=port)
    if system is SystemFault.NO_PERMISSION:
        return DeviceError("port_denied", port=port)
    return DeviceError("port_failed", port=port, reason=type(fault).__name__)
