"""Windows join a hall: the first one makes it, the others are given its code; settings hold no secret."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.cli import run
from app.domain.errors import StoreError
from app.domain.recovery_key import RecoveryKey, parse_recovery_key
from local_store.engine.postgres_engine import create_postgres_engine
from local_store.hall.membership import Membership, enter_hall, found_hall, kept_membership
from local_store.search.romanizer import PinyinRomanizer
from local_store.settings_files import JsonSettingsFiles
from tests.fakes.hall import emptied_hall
from tests.fakes.postgres_server import PrivatePostgres
from tests.fakes.store_samples import draft, page
from tests.unit.local_store.backup_station import ADMIN, PASSWORD, new_station, reopened


@pytest.fixture
def url(postgres: PrivatePostgres) -> str:
    emptied_hall(postgres.url)
    return postgres.url


@contextmanager
def secret(words: str) -> Iterator[str]:
    """A descriptor that gives these words."""
    reading, writing = os.pipe()
    os.write(writing, words.encode() + b"\n")
    os.close(writing)
    try:
        yield str(reading)
    finally:
        os.close(reading)


def window(root: Path, url: str = "") -> Path:
    new_station(root).close()
    if url:
        JsonSettingsFiles(root).save({"store.hall_url": url})
    return root


def join(root: Path, *options: str) -> int:
    with secret(PASSWORD) as password:
        common = ("--data-dir", str(root), "--login", ADMIN.login, "--password-fd", password, "--json")
        return run(["store", "join-hall", *common, *options])


def test_the_first_window_makes_the_hall_and_the_second_needs_its_code(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = window(tmp_path / "first", url), window(tmp_path / "second", url)
    assert join(first) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["letter"].startswith("H")
    assert parse_recovery_key(made["code"])
    assert join(second) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.hall_code_needed"
    with secret("-".join(RecoveryKey.fresh().groups)) as wrong:
        assert join(second, "--code-fd", wrong) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.hall_code_refused"
    with secret(made["code"]) as code:
        assert join(second, "--code-fd", code) == 0
    assert json.loads(capsys.readouterr().out) == {"joined": True, "letter": made["letter"], "code": None}
    assert join(second) == 0  # an admin asks for the code again
    assert json.loads(capsys.readouterr().out)["code"] == made["code"]
    assert made["code"] not in (second / "settings.json").read_text()


def verify(root: Path, *options: str) -> int:
    with secret(PASSWORD) as password:
        return run(
            ["store", "verify", "--data-dir", str(root), "--login", ADMIN.login, "--password-fd", password, *options]
        )


def test_verify_says_whose_data_it_looked_at_and_looks_at_the_halls_when_asked(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = window(tmp_path / "one", url)
    assert join(root) == 0
    capsys.readouterr()
    assert verify(root) == 0
    assert "--hall" in capsys.readouterr().out
    membership = kept(root)
    with closing(enter_hall(url, membership, PinyinRomanizer())) as hall, hall.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.pages.add(page("lost", draft().id))
        unit.commit()
    assert verify(root, "--hall", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["whole"]) == (1, False)
    assert {damage["kind"] for damage in told["damages"]} == {"page_missing"}
    assert verify(window(tmp_path / "alone"), "--hall", "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.hall_unset"


def kept(root: Path) -> Membership:
    with closing(reopened(root)) as own:
        return kept_membership(own)


def test_without_the_setting_there_is_no_hall_to_join(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert join(window(tmp_path / "alone")) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.hall_unset"


def test_two_windows_with_one_code_read_each_others_pages(url: str) -> None:
    membership = found_hall(url, "", lambda _: None)
    romanizer = PinyinRomanizer()
    with closing(enter_hall(url, membership, romanizer)) as one, closing(enter_hall(url, membership, romanizer)) as two:
        ref = one.vault.put(b"page", "image/jpeg")
        assert two.vault.get(ref.sha256) == b"page"
    with pytest.raises(StoreError, match=r"store\.hall_code_refused"):
        enter_hall(url, Membership(RecoveryKey.fresh()), romanizer)


def test_a_hall_whose_code_could_not_be_kept_is_not_made(url: str) -> None:
    def disk_full(_made: Membership) -> None:
        raise StoreError("disk_full")

    with pytest.raises(StoreError, match=r"store\.disk_full"):
        found_hall(url, "", disk_full)
    assert found_hall(url, "", lambda _: None).code.groups


def test_a_hall_of_before_there_were_codes_is_brought_up_to_date(url: str) -> None:
    engine = create_postgres_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE hall_keys")
    found_hall(url, "", lambda _: None)
    assert sa.inspect(engine).has_table("hall_keys")
    engine.dispose()


def test_a_login_without_rights_over_the_server_is_enough(postgres: PrivatePostgres) -> None:
    administrator = create_postgres_engine(postgres.url)
    with administrator.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE ROLE tongban LOGIN")
        connection.exec_driver_sql("CREATE DATABASE of_windows OWNER tongban")
    administrator.dispose()
    url = postgres.url_of("of_windows").replace("hall@", "tongban@")
    with closing(enter_hall(url, found_hall(url, "", lambda _: None), PinyinRomanizer())) as hall:
        assert hall.leadership.held()
        assert hall.vault.get(hall.vault.put(b"page", "image/jpeg").sha256) == b"page"
        assert hall.upkeep.verify().whole
