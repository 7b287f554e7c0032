"""Changes summed beforehand, for questions that would read very many rows: by large unit, and by grid and month."""

from __future__ import annotations

from cockpit.catalogue import Catalogue
from cockpit.contract import FAMILIES, LARGELY, MONTHLY, VIEWS
from cockpit.cube.deltas import ledgers, something_sql, sums_sql
from cockpit.cube.engine import Engine
from cockpit.cube.templates import fill

# A unit is large from this share of all base grids on, and from so many of them: what is asked of fewer is read quickly
# enough from the ledgers.
LARGE_SHARE, LARGE_LEAST = 1 / 64, 200


def lay_large_units(engine: Engine, share: float, least: int) -> None:
    """Make the table `large` (unit): units with at least `share` of all grids, and `least`; and group grids by them."""
    engine.run(fill("large", share=f"{share:.6f}", least=str(int(least))))


def roll_up(engine: Engine, catalogue: Catalogue, ledger: str) -> None:
    """Make large_<dimension>_<ledger> and month_<dimension>_<ledger> for each set of dimensions kept so."""
    measures = ledgers(catalogue)[ledger]
    family = VIEWS[measures[0].view]
    if not FAMILIES[family]:
        return
    for names in LARGELY.get(family, (FAMILIES[family],)):
        engine.run(large_sql(catalogue, ledger, names))
    for names in MONTHLY.get(family, ()):
        engine.run(month_sql(catalogue, ledger, names))


def large_sql(catalogue: Catalogue, ledger: str, names: tuple[str, ...]) -> str:
    """CREATE TABLE large_<dimension>_<ledger>: unit, dt, the dimensions `names`, changes - for large units only.

    Summed first over grids that belong to the same large units, then for each of these.
    """
    measures = ledgers(catalogue)[ledger]
    said, leads = ", ".join(names), ", ".join(reversed(names))
    sums = ", ".join(f"sum({m.key}) AS {m.key}" for m in measures)
    return (
        f"CREATE TABLE large_{names[0]}_{ledger} AS\nWITH cells AS (\n"
        f"    SELECT c.cell, dt, {said}, {sums}\n"
        f"    FROM {ledger} AS d JOIN work.cell AS c ON c.g = d.g GROUP BY ALL\n)\n"
        f"SELECT u.unit, dt, {said},\n    {sums_sql(measures)}\n"
        f"FROM cells JOIN work.cell_unit AS u ON u.cell = cells.cell\n"
        f"GROUP BY ALL HAVING {something_sql(measures)}\nORDER BY unit, {leads}, dt;"
    )


def month_sql(catalogue: Catalogue, ledger: str, names: tuple[str, ...]) -> str:
    """CREATE TABLE month_<dimension>_<ledger>: g, dt (the first of the month), the dimensions `names`, changes.

    A question reads most of the months, so a grid's lie together: it reads little else of them.
    """
    measures = ledgers(catalogue)[ledger]
    said = ", ".join(names)
    return (
        f"CREATE TABLE month_{names[0]}_{ledger} AS\n"
        f"SELECT g, CAST(date_trunc('month', dt) AS DATE) AS dt, {said},\n    {sums_sql(measures)}\n"
        f"FROM {ledger}\nGROUP BY ALL HAVING {something_sql(measures)}\nORDER BY {said}, g, dt;"
    )
