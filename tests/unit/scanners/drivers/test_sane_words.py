"""What `scanimage` prints is understood."""

from __future__ import annotations

import pytest

from scanners.drivers.sane.options import parse_options
from scanners.drivers.sane.status import fault_of

LISTING = """
All options specific to device `epson2:net:10.0.0.5':
  Scan Mode:
    --mode Lineart|Gray|Color [Color]
        Selects the scan mode (e.g., lineart, monochrome, or color).
    --depth 8|16 [8]
    --resolution 75|100|150|300|600|1200dpi [75]
        Sets the resolution of the scanned image.
  Optional equipment:
    --source Flatbed|Automatic Document Feeder [Flatbed]
        Selects the scan source (such as a document-feeder).
    --adf-mode Simplex|Duplex [inactive]
        Selects the ADF mode (simplex/duplex)
    --eject [inactive]
  Geometry:
    -l 0..215.9mm [0]
    -x 0..215.9mm (in steps of 0.1) [215.9]
    -y 0..297.18mm [297.18]
  Extras:
    --wait-for-button[=(yes|no)] [no]
"""


def test_options_are_read() -> None:
    options = parse_options(LISTING)

    assert options.dpi_choices() == (75, 100, 150, 300, 600, 1200)
    assert options.flatbed() == "Flatbed"
    assert options.feeder() == "Automatic Document Feeder"
    assert options.duplex_feeder() is None
    assert options.get("--adf-mode") is None  # known, but not to be set now
    assert options.mode(colour=True) == "Color"
    assert options.mode(colour=False) == "Gray"
    extent = options.get("-x")
    assert extent is not None
    assert extent.high == pytest.approx(215.9)
    assert options.get("--wait-for-button") is not None


@pytest.mark.parametrize(
    ("sources", "glass", "feeder", "duplex"),
    [
        ("Flatbed|ADF|ADF Duplex", "Flatbed", "ADF", "ADF Duplex"),
        ("ADF Front|ADF Back|ADF Duplex", None, "ADF Front", "ADF Duplex"),
        ("Platen|Feeder(left aligned)|Feeder(Duplex)", "Platen", "Feeder(left aligned)", "Feeder(Duplex)"),
        ("FB", "FB", None, None),
    ],
)
def test_vendors_name_their_sources_differently(
    sources: str, glass: str | None, feeder: str | None, duplex: str | None
) -> None:
    options = parse_options(f"    --source {sources} [{sources.split('|', maxsplit=1)[0]}]\n")

    assert (options.flatbed(), options.feeder(), options.duplex_feeder()) == (glass, feeder, duplex)


def test_a_range_of_resolutions_offers_the_common_ones() -> None:
    options = parse_options("    --resolution 50..300dpi (in steps of 1) [75]\n")

    assert options.dpi_choices() == (75, 100, 150, 200, 240, 300)


@pytest.mark.parametrize(
    ("complaints", "exit_code", "code"),
    [
        ("scanimage: sane_start: Document feeder jammed\nBatch terminated, 3 pages scanned", 0, "device.jam"),
        ("scanimage: sane_start: Document feeder out of documents", 0, "device.feeder_empty"),
        ("scanimage: open of device net:x failed: Invalid argument", 1, "device.source_gone"),
        ("scanimage: open of device usb:x failed: Access to resource has been denied", 1, "device.access_denied"),
        ("scanimage: open of device usb:x failed: Device busy", 1, "device.busy"),
        ("scanimage: sane_read: Something entirely new", 9, "device.io"),
        ("Scanned page 1. (scanner status = 8)", 0, "device.cover_open"),
        ("libpng error: No IDATs written into file", -6, "device.no_picture"),
        ("", 6, "device.jam"),
    ],
)
def test_faults_are_told_apart(complaints: str, exit_code: int, code: str) -> None:
    fault = fault_of(complaints, exit_code)

    assert fault is not None
    assert fault.code == code


def test_a_batch_that_ends_well_is_no_fault() -> None:
    said = "Scanning page 1\nScanned page 1. (scanner status = 5)\nBatch terminated, 1 page scanned"

    assert fault_of(said, 0) is None
