"""What every test has: patience where time is no subject, and no way out to a network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cockpit.store import Snapshot, Store
from tests.city import TinyCity, make_city, publish_city

# No deadlines: a busy machine is not a fault. In CI the same examples every time: a red run can be repeated.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    """Refuse connections to other machines: a test never depends on a network."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test wanted to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = refuse  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def tiny() -> TinyCity:
    """The generated city's rows."""
    return make_city()


@pytest.fixture(scope="session")
def tiny_data(tiny: TinyCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the generated city published."""
    data = tmp_path_factory.mktemp("data")
    publish_city(tiny, data)
    return data


@pytest.fixture(scope="session")
def snapshot_of_tiny(tiny_data: Path) -> Snapshot:
    """The generated city's edition, open."""
    return Store(tiny_data).current()


class _Sql(SingleFileSnapshotExtension):
    """One file a statement, so that a reviewer reads SQL as SQL."""

    file_extension = "sql"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def approved_sql(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compares SQL text with what was approved; `--snapshot-update` approves anew."""
    return snapshot.use_extension(_Sql)
