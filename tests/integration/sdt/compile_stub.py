"""Compiles the stub libraries with gcc."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from scanners.simulated.sam_v_cards import SimulatedCard

HERE = Path(__file__).parent


def compile_library(source: str, target: Path, defines: Mapping[str, str]) -> Path:
    """Make a shared library of `source`, a file beside this one. Headers are looked for beside `target`."""
    options = [f"-D{name}={value}" if value else f"-D{name}" for name, value in defines.items()]
    command = ["gcc", "-shared", "-fPIC", "-Wall", "-Werror", f"-I{target.parent}", *options, "-o", str(target)]
    done = subprocess.run([*command, str(HERE / source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def compile_sdt(folder: Path, card: SimulatedCard, defines: Mapping[str, str]) -> Path:
    """Make the SDT library with `card` lying on its reader."""
    arrays = {"CARD_TEXT": card.text, "CARD_ADDRESS": card.newest_address_bytes}
    lines = (
        f"static const unsigned char {name}[] = {{{','.join(str(byte) for byte in data)}}};"
        for name, data in arrays.items()
    )
    (folder / "card.h").write_text("\n".join(lines) + "\n")
    return compile_library("stub_sdtapi.c", folder / "libsdtapi.so", defines)
