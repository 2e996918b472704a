"""The small parts that queries over rows are put together of, and the columns that these need."""

from sqlglot import exp

from pubkpi.model.kpis.measures import Measure

NO = "window_no"
POST = ("platform", "account", "title_key")
ACCOUNT = ("platform", "account")


def column(name: str) -> exp.Column:
    """The column *name*."""
    return exp.column(name, quoted=True)


def named(name: str, table: str) -> exp.Column:
    """The column *name* of *table*."""
    return exp.column(name, table, quoted=True)


def equal(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """That the two are the same."""
    return exp.EQ(this=left, expression=right)


def distinct(names: tuple[str, ...]) -> exp.Expr:
    """How many different combinations of the columns *names* there are."""
    whole = exp.Tuple(expressions=[column(name) for name in names])
    return exp.Count(this=exp.Distinct(expressions=[whole]))


def all_of(*conditions: exp.Expr | None) -> exp.Expr | None:
    """That all *conditions* hold that are given; None when none is."""
    given = [one for one in conditions if one is not None]
    return exp.and_(*given, copy=False) if given else None


def filtered(aggregate: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    """The *aggregate* over the rows that meet the *condition*; over all without one."""
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))


def needed_columns(measure: Measure) -> tuple[str, ...]:
    """The columns, besides those of its expressions, that the fact must have."""
    by = measure.coverage.by if measure.coverage else ""
    posts = (*POST, "basis") if by == "posts" else ()
    accounts = ACCOUNT if measure.type == "last" or by in ("days", "accounts") else ()
    once = [measure.once] if measure.once else []
    return (
        *once,
        *(["basis"] if measure.basis else []),
        *(["platform"] if measure.platform else []),
        *accounts,
        *posts,
    )
