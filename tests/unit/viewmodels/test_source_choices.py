"""What a clerk can choose to take pages from."""

from __future__ import annotations

from app.ports.document_source import ScanRequest, SourceDescription, SourceKind
from ui.viewmodels.source_choices import source_choices

GLASS = SourceDescription("sane:a", "甲", SourceKind.FLATBED)
BOTH = SourceDescription("sane:b", "乙", SourceKind.FLATBED, feeder=True, duplex=True)
FEEDER = SourceDescription("sane:c", "丙", SourceKind.FEEDER, feeder=True)
FILES = SourceDescription("file", "", SourceKind.FILE)


def test_glass_and_each_way_of_the_feeder_are_lines_of_their_own() -> None:
    assert [one.request() for one in source_choices((GLASS, BOTH, FEEDER, FILES))] == [
        ScanRequest("sane:a"),
        ScanRequest("sane:b"),
        ScanRequest("sane:b", feeder=True),
        ScanRequest("sane:b", feeder=True, duplex=True),
        ScanRequest("sane:c", feeder=True),
    ]


def test_lines_are_told_apart_by_key_and_by_words() -> None:
    choices = source_choices((GLASS, BOTH, FEEDER))

    assert len({one.key for one in choices}) == len({one.words for one in choices}) == len(choices)
