"""Whose the rows of registers are: those of a unit or an account that they name, else of the department alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.entities.subjects import SUBJECT, is_about_somebody
from pubkpi.measure.windows import Span
from pubkpi.model.facts import BY_NAME, OF_ACCOUNT, OF_UNIT, Fact, has_owner_columns
from pubkpi.model.findings import Finding
from pubkpi.model.scores import Side
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

# What an account may be called: by its platform and its name, or by the name alone where no other has it.
_OWNERS = """select platform, account, unit, platform || '/' || account as name from account where platform <> ''
    union all select max(platform), account, max(unit), account from account group by account having count(*) = 1"""
_UNITS = "select distinct unit as name from account where unit is not null"
_ENTITY: Mapping[Side, str] = {
    "account": "nullif(o.platform, '') || '/' || o.account",
    "platform": "nullif(o.platform, '')",
    "unit": "coalesce(u.name, o.unit)",
}
# By what an entity is called where it is the subject of a row: how it is named itself, and by which query.
_SUBJECTS: Mapping[Side, tuple[str, str]] = {
    "account": ("nullif(s.platform, '') || '/' || s.account", _OWNERS),
    "unit": ("s.name", _UNITS),
}
_NAMES: Mapping[Side, tuple[str, ...]] = {
    "account": (OF_ACCOUNT,),
    "platform": (OF_ACCOUNT,),
    "unit": (OF_UNIT, OF_ACCOUNT),
}


def owner_query(fact: Fact, by: Side, entity: str) -> "exp.Select":
    """The rows of the register *fact*, each with the *entity* whose it is; null where it names none that is known."""
    from sqlglot import exp, parse_one

    owners, units = (
        exp.Subquery(this=parse_one(one, dialect="duckdb"), alias=exp.TableAlias(this=exp.to_identifier(alias)))
        for one, alias in ((_OWNERS, "o"), (_UNITS, "u"))
    )
    whose = exp.alias_(parse_one(_ENTITY[by], dialect="duckdb"), entity)
    query = exp.select("r.*", whose, dialect="duckdb").from_(exp.alias_(exp.to_table(fact.name), "r"))
    if is_about_somebody(fact):
        query = _of_subject(query, by, entity)
    query = query.join(owners, on=f"o.name = r.{OF_ACCOUNT}", join_type="left", dialect="duckdb")
    return query.join(units, on=f"u.name = r.{OF_UNIT}", join_type="left", dialect="duckdb")


def _of_subject(query: "exp.Select", by: Side, entity: str) -> "exp.Select":
    """*query* with the *entity* that a row is about, if it is one; else whose it is."""
    from sqlglot import exp, parse_one

    if by == "platform":
        return query
    name, listed = _SUBJECTS[by]
    whose = exp.Coalesce(this=parse_one(name, dialect="duckdb"), expressions=[parse_one(_ENTITY[by], dialect="duckdb")])
    subjects = exp.Subquery(this=parse_one(listed, dialect="duckdb"), alias=exp.TableAlias(this=exp.to_identifier("s")))
    query = query.select("r.*", exp.alias_(whose, entity), append=False, dialect="duckdb")
    return query.join(subjects, on=f"s.name = r.{SUBJECT}", join_type="left", dialect="duckdb")


def registers_with_owners(engine: QueryEngine, facts: Iterable[Fact], by: Side) -> set[str]:
    """Those of *facts*, by name, that are registers in which a row, or a declaration, says whose it is."""
    from sqlglot import exp

    registers = {one.name for one in facts if has_owner_columns(one)}
    if not registers:
        return set()
    rows = [
        exp.select(exp.alias_(exp.convert(name), "register"))
        .from_(owner_query(BY_NAME[name], by, "entity").subquery("o"))
        .where(f"{_is_named(by)} or (entity is not null)")
        .limit(1)
        for name in sorted(registers)
    ]
    nil = exp.select("register").from_("declaration").where(_is_named(by)).distinct()
    every = [exp.select("register").from_(one.subquery("d")) for one in (*rows, nil)]
    found = engine.run(exp.union(*every, distinct=True).sql(dialect=engine.dialect))
    return registers & {str(name) for (name,) in found}


def declared_by(engine: QueryEngine, by: Side) -> dict[str, dict[str, list[Span]]]:
    """By entity what it declared for itself alone; what the department declares holds for all of them."""
    from sqlglot import exp

    found: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    query = owner_query(BY_NAME["declaration"], by, "entity").subquery("d")
    listed = exp.select("entity", "register", "from_on", "to_on").from_(query).where("entity is not null")
    for entity, register, first, last in engine.run(listed.order_by("1, 2, 3, 4").sql(dialect=engine.dialect)):
        found[entity][register].append((first, last))
    return found


def stranger_findings(engine: QueryEngine, names: Collection[str], by: Side) -> tuple[Finding, ...]:
    """What the registers *names* call somebody's of whom accounts.yaml knows nothing."""
    if not names:
        return ()
    from sqlglot import exp

    called = f"coalesce({', '.join(reversed(_NAMES[by]))})"
    queries = [
        exp.select(f"{called} as name")
        .from_(owner_query(BY_NAME[name], by, "entity").subquery("d"))
        .where(f"entity is null and ({_is_named(by)})")
        for name in sorted({*names, "declaration"})
    ]
    listed = sorted(str(name) for (name,) in engine.run(exp.union(*queries, distinct=True).sql(dialect=engine.dialect)))
    if not listed:
        return ()
    few, more = "、".join(listed[:5]), "…" if len(listed) > 5 else ""
    what = Text(
        f"登记表里写的 {few}{more} 不在 accounts.yaml 里，或不止一个，未计入",
        f"registers name {few.replace('、', ', ')}{more}, which accounts.yaml does not have, or has twice: left out",
    )
    hint = Text(
        "核对写法，或写进 accounts.yaml；账号可写成 平台/账号。",
        "Mend the name, or list it; write accounts as platform/account.",
    )
    return (Finding("measure.unknown_owner", "warning", "accounts.yaml", what, hint),)


def _is_named(by: Side) -> str:
    return " or ".join(f"{name} is not null" for name in _NAMES[by])
