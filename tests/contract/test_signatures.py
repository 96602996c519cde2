"""Signatures written on a screen stay with their case, every point as it was, the last one last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import StoreError
from app.ports.store import Store
from tests.fakes.store_samples import draft
from tests.unit.domain.test_handwritten_signature import SIGNED

FIRST = replace(SIGNED, id="s-1", case_id="case-1")


def test_what_was_signed_comes_back_as_it_was(store: Store) -> None:
    again = replace(FIRST, id="s-2", shown="改过的内容")
    with store.unit_of_work() as unit:
        unit.cases.save(draft("case-1"))
        unit.cases.save(draft("case-2"))
        unit.signatures.add(FIRST)
        unit.signatures.add(again)
        unit.commit()

    with store.unit_of_work() as unit:
        assert unit.signatures.of_case("case-1") == [FIRST, again]
        assert unit.signatures.of_case("case-1")[0].seal == FIRST.seal
        assert unit.signatures.of_case("case-2") == []


def test_a_signature_needs_its_case_and_an_id_of_its_own(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft("case-1"))
        unit.signatures.add(FIRST)
        unit.commit()

    for other in (replace(FIRST, shown="别的内容"), replace(FIRST, id="s-2", case_id="nobody")):
        with pytest.raises(StoreError), store.unit_of_work() as unit:
            unit.signatures.add(other)
            unit.commit()
