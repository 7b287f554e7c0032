"""The demo city delivered as raw files and imported is the demo city: every row, and every answer by town."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cockpit import editions
from cockpit.access import Scope
from cockpit.catalogue import catalogue_folders, load_catalogue
from cockpit.contract import TABLES, Table
from cockpit.cube import build_cube
from cockpit.demo import SIZES, make_city, write_delivery
from cockpit.demo.delivery.pieces import PIECES, find_source, read_sources, yearly
from cockpit.editions import City
from cockpit.errors import CockpitError
from cockpit.intake import Report, read_city
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store

TINY = replace(SIZES["small"], key="tiny", communities=39, grids=60, dwellings=1500, months=3)
EVERYTHING = Scope(unit=None, smallest_cell=0)
QUIET = lambda _what, _share: None  # noqa: E731


@dataclass
class Twins:
    """The same city published directly, and by way of its files."""

    folder: Path
    report: Report
    direct: Snapshot
    imported: Snapshot

    def extracts(self, table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The table of both, in the order of its key."""
        key = list(table.key)
        paths = (one.path / "extracts" / f"{table.name}.parquet" for one in (self.direct, self.imported))
        one, other = (pd.read_parquet(path).sort_values(key).reset_index(drop=True) for path in paths)
        return one, other


def publish(staging: Path, data: Path, city: City) -> Snapshot:
    catalogue = load_catalogue(*catalogue_folders(staging))
    span, tables = build_cube(staging, catalogue, city, QUIET)
    editions.publish(staging, data, city, span, tables)
    return Store(data).current()


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    top = tmp_path_factory.mktemp("twins")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SIZES, "tiny", TINY)
        staging = editions.begin(top / "direct")
        direct = publish(staging, top / "direct", make_city(staging, "tiny", 5, QUIET))
        mapping = write_delivery(top / "files", "tiny", 5, QUIET)
    staging = editions.begin(top / "imported")
    intake = read_city(mapping, staging, QUIET)
    return Twins(top / "files", intake.report, direct, publish(staging, top / "imported", intake.city))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_row_comes_back(twins: Twins, table: Table) -> None:
    ours, theirs = twins.extracts(table)
    if table.name == "boundaries":  # rings may begin elsewhere and run the other way
        ours, theirs = ours.drop(columns="geometry"), theirs.drop(columns="geometry")
    pd.testing.assert_frame_equal(theirs, ours, check_exact=False, rtol=0, atol=2e-9)


def test_every_metric_by_town_is_the_same(twins: Twins) -> None:
    assert twins.imported.manifest.city == twins.direct.manifest.city
    asked = Selection(start=TINY.first, end=TINY.as_of)
    for key, metric in twins.direct.catalogue.metrics.items():
        one, other = (
            measure(snapshot, metric, asked, EVERYTHING, by="town") for snapshot in (twins.direct, twins.imported)
        )
        assert one.keys == other.keys
        assert one.names == other.names
        assert one.state == other.state
        for part in ("value", "numerator", "denominator", "n", "previous"):
            np.testing.assert_array_equal(getattr(other, part), getattr(one, part), err_msg=f"{key}: {part}")


def test_the_report_tells_of_what_was_planted(twins: Twins) -> None:
    told = {table.table: table for table in twins.report.tables}
    assert sum(table.rejected for table in told.values()) == 0
    assert told["dwellings"].corrected == told["dwellings"].filtered > 0
    assert told["inspections"].identical > 0
    personal = {file.personal for source in twins.report.sources for file in source.files if source.table == "events"}
    assert personal == {("联系电话",)}
    assert not any(source.unlisted for source in twins.report.sources)


def test_text_that_only_gb18030_can_write_comes_back(twins: Twins) -> None:
    named = zipfile.ZipFile(twins.folder / "区划" / "网格面.zip")
    assert [Path(name).suffix for name in named.namelist()] == [".dbf", ".prj", ".shp", ".shx"]
    for path in (twins.folder / "房屋/房屋台账.csv", *sorted((twins.folder / "事件").glob("事件-*.csv"))):
        with pytest.raises(UnicodeDecodeError):
            path.read_text(encoding="utf-8")
        assert "编号" in path.read_text(encoding="gb18030").splitlines()[0]


def test_events_with_a_point_come_without_a_code(twins: Twins) -> None:
    frames = [
        pd.read_csv(path, encoding="gb18030", dtype=str) for path in sorted((twins.folder / "事件").glob("事件-*.csv"))
    ]
    events = pd.concat(frames)
    assert (events["网格"].isna() == events["高德经度"].notna()).all()
    assert events["网格"].notna().any()
    assert set(events["是否满意"].dropna()) == {"是", "否"}
    true = twins.extracts(TABLES["events"])[0].set_index("event_id")["lon"].dropna()
    given = events.set_index("事件编号")["高德经度"].dropna().astype(float)
    assert ((given - true).abs() > 0.003).all()  # a few hundred metres


def test_every_piece_has_a_source_and_every_source_a_piece() -> None:
    sources = read_sources()
    pieces = [*PIECES, yearly(2026)]
    found = [sources.index(find_source(sources, piece)) for piece in pieces]
    assert sorted(set(found)) == list(range(len(sources)))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CockpitError, match="is not empty"):
        write_delivery(tmp_path, "small", 1, QUIET)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
