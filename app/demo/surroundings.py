"""Everything around the program in a demonstration: data folder, card reader, papers on the desk, platform."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.composition import Door, Options
from app.demo import script
from app.demo.sample_source import SOURCE_ID, SamplePaperSource
from app.demo.temporary_folder import temporary_folder
from app.domain.case import CaseState
from app.printing.simulated_printer import SCHEME, PrintScript, SimulatedPrinter
from local_store.settings_files import JsonSettingsFiles
from resources.texts import text

if TYPE_CHECKING:
    from app.ports.id_card_reader import IdCardReader
    from app.sandbox.server import SandboxServer
    from app.services.workspace import Workspace
    from scanners.simulated.sam_v_device import SimulatedSamDevice


SHEETS = "printed"
"""Folder of the data folder with the sheets of the simulated printer."""


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
            workspace = door.set_up(account, settings | {"printer.label": text("demo.label_printer")})
            # The sheet of invented data is kept by nobody; the window has nothing to warn of.
            workspace.keep_keys.make_recovery_key(workspace.session.clerk, lambda _key: None)
            return workspace
        # The platform of this run has another port than that of the last one.
        JsonSettingsFiles(self.options.data_folder).save(settings)
        return door(account.login, account.password)


@contextmanager
def surroundings(folder: Path | None = None, printer: str = SCHEME) -> Iterator[Surroundings]:
    """Set everything up, clear everything away; without a folder the data live in a temporary one.

    `printer` is the address of a simulated printer, see `PrintScript.from_address`. Raises PrintError
    `print.simulated_script`.
    """
    script_of_printer = PrintScript.from_address(printer)
    from app.sandbox.application import SandboxSettings
    from app.sandbox.ledger import ScriptStep
    from app.sandbox.server import SandboxServer
    from scanners.simulated.sam_v_device import SimulatedSamDevice

    with ExitStack() as stack:
        if folder is None:
            folder = stack.enter_context(temporary_folder())
        reader = SimulatedSamDevice.from_address("")
        stack.callback(reader.stop)
        platform = SandboxServer(SandboxSettings(script=(ScriptStep(3, CaseState.ACCEPTED),)))
        stack.callback(platform.stop)
        desk = SamplePaperSource()
        yield Surroundings(
            Options(
                folder,
                sources={SOURCE_ID: desk},
                open_reader=_plugged_in(reader),
                printer=_printer(folder, script_of_printer),
            ),
            desk,
            reader,
            platform,
        )


def _printer(folder: Path, script: PrintScript) -> SimulatedPrinter:
    names = text("demo.printer"), text("demo.label_printer")
    return SimulatedPrinter(folder / SHEETS, *names, script)


def _plugged_in(device: SimulatedSamDevice) -> Callable[[], IdCardReader]:
    """The program's own driver on the simulated device: over a pseudo-terminal, or in memory where there is none."""
    from scanners.card_readers import open_card_reader
    from scanners.drivers.sam_v.card_reader import SamCardReader

    if not hasattr(os, "openpty"):
        return lambda: SamCardReader("simulated:", device.connect)
    device.start()
    return lambda: open_card_reader(f"sam-v:serial:{device.port}")
