"""A simulated scanner with photographs of sample papers, drawn when they are due."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from resources.texts import text
from scanners.simulated.document_source import (
    ScriptedFault,
    ScriptedHang,
    ScriptedPage,
    ScriptStep,
    SimulatedDocumentSource,
)

_DESKS = ("green_mat", "dark", "wood")


def open_scripted_papers(options: Mapping[str, str]) -> SimulatedDocumentSource:
    """Open a scanner that plays a script.

    `script` is JSON: a list of scans, each a list of steps: `{"paper": name, "values": {...}, "delay_s": 0.0}`,
    `{"fault": cause}`, `{"hang": "hears" | "deaf"}`. Without it one scan gives the papers of a partnership.
    """
    scans = json.loads(options["script"]) if "script" in options else [[{"paper": name} for name in _A_VISIT]]
    scripts = [[_step(step, place) for place, step in enumerate(scan)] for scan in scans]
    return SimulatedDocumentSource(scripts, name=text("sources.simulated"))


_A_VISIT = ("application_form", "partnership_agreement", "premises_proof", "appointment_letter")


def sample_photo(name: str, values: Mapping[str, str], seed: int) -> bytes:
    """Photograph one sample paper as a document camera of 5 megapixels would; JPEG bytes."""
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph

    paper = sample_paper(name, values)
    card = paper.layout == "card"
    setting = PhotoSetting(
        width=2592,
        height=1944,
        desk=Desk(_DESKS[seed % len(_DESKS)]),
        seed=seed,
        fill=0.5 if card else 0.9,
        tilt_deg=(seed * 7) % 11 - 5,
        perspective=0.03,
    )
    return photograph(draw_paper(paper, dpi=500 if card else 230), setting).jpeg


def _step(step: Mapping[str, object], place: int) -> ScriptStep:
    if "fault" in step:
        return ScriptedFault(str(step["fault"]))
    if "hang" in step:
        return ScriptedHang(deaf=step["hang"] == "deaf")
    values = step.get("values", {})
    if not isinstance(values, Mapping):
        raise TypeError("values of a scripted paper must be an object")
    words = {str(key): str(value) for key, value in values.items()}
    delay = float(str(step.get("delay_s", 0)))
    return ScriptedPage(partial(sample_photo, str(step["paper"]), words, place + 1), delay_s=delay)
