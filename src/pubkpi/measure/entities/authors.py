"""Whose the rows of posts and publications are: of their authors, each with a part of joint work."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.windows import Span, days
from pubkpi.model.facts import Fact
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

# The view that has the authors of a fact's rows, and the columns by which a row is found there.
_BY_TITLE = ("post_author", ("title_key", "published_on"))
AUTHORS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "post": _BY_TITLE,
    "post_with_category": _BY_TITLE,
    "publication": ("publication_author", ("entry", "entry_no")),
}


# The authors of a piece that counts once: those of all its rows, in the parts in which these agree, else in like parts.
_OF_PIECE = """with authors as (
  select distinct {piece} as piece, w.author, w.author_weight, w.author_whole
  from {fact} as r join {view} as w on {same}
), parts as (
  select piece, author, author_weight, author_whole, sum(author_weight) over (partition by piece) as given
  from authors
), alike as (
  select piece, author, min(author_weight) as part, min(author_whole) as author_whole, min(given) as given,
         count(*) over (partition by piece) as sharers
  from parts group by piece, author
)
select piece, author, case when given = author_whole then part
         else cast(floor(author_whole / sharers) as decimal(18, 6)) end as author_weight, author_whole
from alike where given = author_whole or author_whole % sharers = 0"""


def author_query(fact: Fact, entity: str, once: str = "") -> "exp.Select":
    """The rows of *fact*, once for each author (as *entity*) with their part; null where it has none. Where pieces
    count once, by what stands in *once*, a row is of all authors of its piece.
    """
    from sqlglot import exp

    query = exp.select("r.*", f"w.author as {entity}", "w.author_weight", "w.author_whole", dialect="duckdb")
    return _with_authors(query.from_(exp.alias_(exp.to_table(fact.name), "r")), fact.name, once)


def _with_authors(query: "exp.Select", name: str, once: str) -> "exp.Select":
    """*query* with the authors `w` of the rows `r` of the fact *name*."""
    from sqlglot import exp, parse_one

    view, keys = AUTHORS[name]
    same = " and ".join(f"w.{key} = r.{key}" for key in keys)
    authors: exp.Expr = exp.alias_(exp.to_table(view), "w")
    if once:
        # a row that names no piece is one of its own
        own = ", ".join(f"cast(r.{key} as varchar)" for key in keys)
        piece = f"coalesce(nullif(cast(r.{once} as varchar), ''), concat_ws('|', '', {own}))"
        made = parse_one(_OF_PIECE.format(piece=piece, fact=name, view=view, same=same), dialect="duckdb")
        authors = exp.Subquery(this=made, alias=exp.TableAlias(this=exp.to_identifier("w")))
        same = f"w.piece = {piece}"
    return query.join(authors, on=same, join_type="left", dialect="duckdb")


def list_authors(engine: QueryEngine, facts: Iterable[Fact]) -> tuple[str, ...]:
    """The authors of the rows of *facts*, in order of name; all that are registered where any other is measured."""
    from sqlglot import exp

    listed = [AUTHORS[fact.name][0] if fact.name in AUTHORS else "" for fact in facts]
    views = {*listed} if listed and all(listed) else {view for view, _ in AUTHORS.values()}
    found = {str(name) for view in views for (name,) in engine.run(exp.select("author").distinct().from_(view).sql())}
    return tuple(sorted(found))


def registered_spans(engine: QueryEngine, measures: Iterable[Measure]) -> Mapping[str, list[Span]]:
    """The weeks, months or quarters in which registers have rows of anybody: who has none then had nothing in them."""
    from sqlglot import exp

    found: dict[str, list[Span]] = defaultdict(list)
    for one in measures:
        if (kind := one.rhythm) and one.fact in AUTHORS:
            starts = exp.func("date_trunc", exp.convert(kind.name), exp.column("published_on"), dialect="duckdb")
            query = exp.select(exp.cast(starts, "date")).distinct().from_(one.fact).order_by("1")
            rows = engine.run(query.sql(dialect=engine.dialect))
            found[one.fact] += [(kind.at(first).first, kind.at(first).last) for (first,) in rows]
    return found


def author_findings(engine: QueryEngine, measures: Iterable[Measure], periods: Iterable[Period]) -> tuple[Finding, ...]:
    """What was left out: pieces without an author in the windows of *measures*, and those whose shares are no whole."""
    spans: dict[str, list[Span]] = defaultdict(list)
    once: dict[str, set[str]] = defaultdict(set)
    for one in measures:
        spans[one.fact] += [days(one, period) for period in periods]
        once[one.fact].add(one.once)
    listed = [(name, some) for name, some in sorted(spans.items()) if name in AUTHORS]
    # a piece that counts once has authors if any of its rows has; others count row by row
    found = [_without_author(engine, name, some, min(once[name])) for name, some in listed]
    return tuple(one for one in (*found, _not_whole(engine)) if one)


def _without_author(engine: QueryEngine, name: str, spans: list[Span], once: str) -> Finding | None:
    from sqlglot import exp

    ends = [exp.convert(end) for end in (min(one[0] for one in spans), max(one[1] for one in spans))]
    inside = exp.Between(this=exp.column("published_on", "r"), low=ends[0], high=ends[1])
    pieces = exp.Distinct(expressions=[exp.Tuple(expressions=[exp.column(key, "r") for key in AUTHORS[name][1]])])
    query = (
        _with_authors(exp.select(exp.Count(this=pieces)).from_(f"{name} as r"), name, once)
        .where(inside)
        .where("w.author is null")
    )
    ((count,),) = engine.run(query.sql(dialect=engine.dialect))
    if not count:
        return None
    what = Text(f"{count} 篇没有作者，没有计给任何人", f"pieces without an author, which count for nobody: {count}")
    hint = Text(
        "用 pubkpi form authors 登记，或在刊播登记表写作者。",
        "Enter them: pubkpi form authors, or 作者 of publications.",
    )
    return Finding("measure.no_author", "warning", name, what, hint)


def _not_whole(engine: QueryEngine) -> Finding | None:
    rows = engine.run("select distinct title_key from authorship_part where not is_whole order by 1")
    if not rows:
        return None
    few = "、".join(str(title) for (title,) in rows[:5]) + ("…" if len(rows) > 5 else "")
    what = Text(
        f"{len(rows)} 篇的份额加起来不是 100%，没有计给任何人：{few}",
        f"pieces whose shares do not come to 100%, which count for nobody: {len(rows)} ({few.replace('、', ', ')})",
    )
    return Finding(
        "measure.author_shares",
        "warning",
        "authors",
        what,
        Text("改份额后重新导入。", "Correct the shares and load the form again."),
    )
