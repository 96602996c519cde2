"""Everything around the program in a demonstration: data folder, card reader, papers on the desk, platform."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.composition import Door, Options
from app.demo import script
from app.demo.sample_source import SOURCE_ID, SamplePaperSource
from app.demo.telling_reader import TellingIdCardReader
from app.domain.case import CaseState
from local_store.settings_files import JsonSettingsFiles

if TYPE_CHECKING:
    from app.ports.id_card_reader import IdCardReader
    from app.sandbox.server import SandboxServer
    from app.services.workspace import Workspace
    from scanners.simulated.sam_v_device import SimulatedSamDevice


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a demonstration plays with. The platform is off until `platform.start()`."""

    options: Options
    desk: SamplePaperSource
    card_reader: SimulatedSamDevice
    platform: SandboxServer

    def sign_in(self) -> Door:
        """The program's own door."""
        return Door(self.options)

    def open(self) -> Workspace:
        """Sign the demo clerk in; sets the station up at the first time."""
        door, account = self.sign_in(), script.account()
        settings = {**script.station(), "platform.url": self.platform.url}
        if door.first_run:
            return door.set_up(account, settings)
        # The platform of this run has another port than that of the last one.
        JsonSettingsFiles(self.options.data_folder).save(settings)
        return door(account.login, account.password)


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
        stack.callback(reader.stop)
        platform = SandboxServer(SandboxSettings(script=(ScriptStep(3, CaseState.ACCEPTED),)))
        stack.callback(platform.stop)
        desk = SamplePaperSource()
        yield Surroundings(
            Options(folder, sources={SOURCE_ID: desk}, open_reader=_telling(_plugged_in(reader), desk)),
            desk,
            reader,
            platform,
        )


def _telling(open_reader: Callable[[], IdCardReader], desk: SamplePaperSource) -> Callable[[], IdCardReader]:
    """Whoever lays a card on the reader is whose papers lie on the desk."""
    return lambda: TellingIdCardReader(open_reader(), desk.belong_to)


def _plugged_in(device: SimulatedSamDevice) -> Callable[[], IdCardReader]:
    """The program's own driver on the simulated device: over a pseudo-terminal, or in memory where there is none."""
    from scanners.card_readers import open_card_reader
    from scanners.drivers.sam_v.card_reader import SamCardReader

    if not hasattr(os, "openpty"):
        return lambda: SamCardReader("simulated:", device.connect)
    device.start()
    return lambda: open_card_reader(f"sam-v:serial:{device.port}")
