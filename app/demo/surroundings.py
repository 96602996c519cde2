"""Everything around the program in a demonstration: data folder, card reader, papers on the desk, platform."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.composition import Options, sign_in
from app.demo import script
from app.demo.sample_source import SamplePaperSource
from app.domain.case import CaseState

if TYPE_CHECKING:
    from app.sandbox.server import SandboxServer
    from app.services.sign_in import SignIn
    from app.services.workspace import Workspace
    from scanners.simulated.sam_v_device import SimulatedSamDevice


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a demonstration plays with. The platform is off until `platform.start()`."""

    options: Options
    desk: SamplePaperSource
    card_reader: SimulatedSamDevice
    platform: SandboxServer

    def sign_in(self) -> SignIn:
        """The program's own door."""
        return sign_in(self.options)

    def open(self) -> Workspace:
        """Sign the demo clerk in; sets the station up at the first time."""
        door, account = self.sign_in(), script.account()
        if not door.first_run:
            return door(account.login, account.password)
        return door.set_up(account, self._settings())

    def _settings(self) -> dict[str, str]:
        return {
            **script.station(),
            "platform.url": self.platform.url,
            "reader.address": self._reader_address(),
        }

    def _reader_address(self) -> str:
        # Without pseudo-terminals (Windows) the same bytes go through memory.
        return f"sam-v:serial:{self.card_reader.port}" if self.card_reader.port else "simulated:"


@contextmanager
def surroundings(folder: Path | None = None) -> Iterator[Surroundings]:
    """Set everything up, clear everything away; without a folder the data live in a temporary one."""
    from app.sandbox.application import SandboxSettings
    from app.sandbox.ledger import ScriptStep
    from app.sandbox.server import SandboxServer
    from scanners.simulated.sam_v_device import SimulatedSamDevice

    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tongban-demo-")))
        reader = SimulatedSamDevice.from_address("")
        if hasattr(socket, "AF_UNIX"):
            reader.start()
            stack.callback(reader.stop)
        platform = SandboxServer(SandboxSettings(script=(ScriptStep(3, CaseState.ACCEPTED),)))
        stack.callback(platform.stop)
        desk = SamplePaperSource()
        yield Surroundings(Options(folder, source=desk), desk, reader, platform)
