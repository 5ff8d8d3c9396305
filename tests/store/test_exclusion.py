"""One service to a database."""

import os

import pytest
from sqlalchemy import create_engine

from callfire_soap.domain.errors import Unavailable
from callfire_soap.store.engine import connect
from callfire_soap.store.exclusion import OnlyService


def test_a_second_service_is_refused_until_the_first_has_ended(tmp_path):
    engine = connect(str(tmp_path / "shared.db"))
    first = OnlyService(engine)
    with pytest.raises(Unavailable, match=r"another service is running on .*shared\.db"):
        OnlyService(engine)
    first.release()
    OnlyService(engine).release()


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_another_name_is_the_same_database(tmp_path, link):
    (tmp_path / "shared.db").touch()
    link(tmp_path / "shared.db", tmp_path / "other.db")
    for one, another in [("shared.db", "other.db"), ("other.db", "shared.db")]:
        first = OnlyService(connect(str(tmp_path / one)))
        with pytest.raises(Unavailable, match="another service is running"):
            OnlyService(connect(f"sqlite:///file:{tmp_path / another}?uri=true"))
        first.release()


def test_a_file_of_somebody_else_in_place_of_the_lock_is_told(tmp_path):
    (tmp_path / "shared.db-service").write_bytes(b"no database" * 1000)
    with pytest.raises(Unavailable, match=r"shared\.db-service cannot be locked: file is not a database"):
        OnlyService(connect(str(tmp_path / "shared.db")))


def test_services_on_other_databases_are_nobodys_business(tmp_path):
    first = OnlyService(connect(str(tmp_path / "one.db")))
    second = OnlyService(connect(str(tmp_path / "two.db")))
    first.release()
    second.release()


def test_a_database_in_memory_is_not_shared():
    OnlyService(create_engine("sqlite://")).release()
