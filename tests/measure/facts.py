"""Rows straight into the fact tables, and measures read from YAML as a user writes them."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from pubkpi.database import schema, tables
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.measure import run
from pubkpi.measure.values import derive
from pubkpi.measure.values.exact_value import ExactValue
from pubkpi.model.facts import BY_NAME, FACTS
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.scores import Value
from pubkpi.model.text import same
from pubkpi.specs import measures
from tests.house.tree import ROOT

SHIPPED = measures.read(ROOT / "kpi_specs" / "measures")
BASE, Q1, Q2, Q3, Q4 = (QUARTER.of(2023, 4), *(QUARTER.of(2024, n) for n in (1, 2, 3, 4)))
HERE = {"platform": "wechat", "account": "a"}
_CHUNK = 500


def empty(threads: int = 0) -> DuckDB:
    """A database with the tables of all facts, each as wide as its fact: a copy of one that is made once."""
    path = Path(_folder().name) / f"{next(_NUMBERS)}.duckdb"
    copyfile(_pattern(), path)
    return DuckDB(path, threads=threads)


_NUMBERS = count()


@cache
def _folder() -> "TemporaryDirectory[str]":
    """Where the databases lie until the process ends."""
    return TemporaryDirectory(ignore_cleanup_errors=True)


@cache
def _pattern() -> Path:
    path = Path(_folder().name) / "pattern.duckdb"
    with closing(DuckDB(path)) as engine:
        schema.create(engine)
        for fact in FACTS:
            tables.widen(engine, fact, [column.name for column in fact.stored])
    return path


def put(engine: Engine, fact: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Insert *rows*; platform and account are wechat, a where a row does not say otherwise."""
    owned = any(column.name == "account" for one in FACTS if one.name == fact for column in one.columns)
    listed = [{**(HERE if owned else {}), **row} for row in rows]
    names = sorted({name for row in listed for name in row})
    for start in range(0, len(listed), _CHUNK):
        cells = {
            f"p{i}_{j}": row.get(name)
            for i, row in enumerate(listed[start : start + _CHUNK])
            for j, name in enumerate(names)
        }
        chunk = range(len(cells) // len(names))
        rows_of = ", ".join("(" + ", ".join(f"$p{i}_{j}" for j in range(len(names))) + ")" for i in chunk)
        query = f"from (values {rows_of}) t ({', '.join(map(quoted, names))})"
        tables.add(engine, BY_NAME[fact], query, names, params=cells)


def wipe(engine: Engine) -> None:
    """Leave every fact table empty."""
    for fact in FACTS:
        engine.run(f"truncate {tables.rows(fact)}")


def nil(engine: Engine, register: str, *spans: tuple[str, str]) -> None:
    """Declare that nothing happened in *register* from one day to another."""
    put(engine, "declaration", [{"register": register, "from_on": a, "to_on": b} for a, b in spans])


def value(engine: Engine, name: str, quarter: Period = Q1) -> Value:
    """The value of a shipped measure, with those that it is made of."""
    return run.measure(engine, only(name), [quarter])[quarter][name]


def only(*names: str) -> dict[str, Measure]:
    """The shipped measures *names* and those that they need."""
    needed = {
        "follower_growth": ["followers"],
        "partnerships": ["media_partners", "kol_partners"],
        "open_rate": ["open_rate_exact", "open_rate_listed"],
    }
    return {name: SHIPPED[name] for one in names for name in (*needed.get(one, []), one)}


def worked(engine: Engine, measures: Mapping[str, Measure], name: str) -> Value | Fraction | None:
    """What comes out of the worked example of the measure *name*, whose least coverage of days a few rows cannot have."""
    one, example = measures[name], measures[name].example or {}
    if not one.fact:
        known = {
            key: ExactValue(key, Q1, None if cell is None else Fraction(cell), same("") if cell is None else None)
            for key, cell in example["given"].items()
        }
        given = {key: replace(measures[key], type="typed", of=()) for key in known}  # whatever it is made of
        derive.complete({**given, name: one}, Q1, known, lambda *_: None)
        return known[name].value
    copies = [int(row.get("repeat", 1)) for row in example["rows"]]
    rows = [{key: cell for key, cell in row.items() if key != "repeat"} for row in example["rows"]]
    put(engine, one.fact, [row for row, count in zip(rows, copies, strict=True) for _ in range(count)])
    if one.coverage and one.coverage.by == "days":
        one = replace(one, coverage=replace(one.coverage, minimum=Fraction(0)))
    when = QUARTER.parse(str(example["quarter"]))
    return run.measure(engine, {name: one}, [when])[when][name]


def written(yaml: str) -> Mapping[str, Measure]:
    """The measures of a YAML text, called own.yaml; what every measure needs is filled in."""
    told = "  label: 值\n  definition: 值\n  formula: 值\n  unit: count\n  source: 表\n"
    lines = [line + "\n" + told if line and not line.startswith(" ") else line + "\n" for line in yaml.splitlines()]
    with TemporaryDirectory() as folder:
        (Path(folder) / "own.yaml").write_text("".join(lines), encoding="utf-8")
        return measures.read(Path(folder))


def measured(engine: Engine, yaml: str, quarter: Period = Q1) -> dict[str, Value]:
    """The values of the measures written in *yaml*."""
    return run.measure(engine, written(yaml), [quarter])[quarter]
