"""What rows of which only the least is known (10万+) leave of a value: at least, at most, or nothing."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from pubkpi.measure.values.exact_value import ExactValue, missing
from pubkpi.measure.values.reasons import Reason
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import MAX_CENSORED, Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Bound
from pubkpi.model.text import Text
from pubkpi.printing.rounding import beyond_limit

BOTH_WAYS = Text(
    "只知道下限的数让它可大可小，定不下来", "numbers of which only the least is known leave it open both ways"
)


def bounded(measure: Measure, blank: ExactValue, sums: Mapping[str, object]) -> ExactValue:
    """*blank* with the side of the true value that is open, or the reason why nothing can be said."""
    up, down, open_, vague, rows = (int(str(sums.get(name) or 0)) for name in ("up", "down", "open", "vague", "rows"))
    some, every = open_ + vague, rows + vague
    if not some:
        return blank
    share, limit = Fraction(some, every), MAX_CENSORED if measure.max_censored is None else measure.max_censored
    made, (part, most) = replace(blank, censored=share), beyond_limit(share, limit)
    if share > limit:
        what = Text(
            f"{every} 行中有 {some} 行只知下限（如 10万+），占 {part}，超过允许的 {most}",
            f"of {some} of {every} rows only the least is known (as 10万+): {part}, over {most}",
        )
        return missing(made, Reason.OPEN, what)
    if up and down:
        return missing(made, Reason.OPEN, BOTH_WAYS)
    if not open_:
        return made
    side: Bound = "at_least" if up else "at_most"
    zh, en = ("至少", "at least") if up else ("至多", "at most")
    message = Text(
        f"{measure.label.zh}只能说“{zh}”：{every} 行中有 {some} 行只知下限（{part}）",
        f"{measure.label.en} is given as {en}: of {some} of {every} rows only the least is known ({part})",
    )
    finding = Finding("measure.bound", "warning", f"{measure.id} {blank.period}", message)
    return replace(made, bound=side, findings=(*made.findings, finding))


def untold(measure: Measure, period: Period, sums: Mapping[str, object]) -> tuple[Finding, ...]:
    """That of some rows nobody can tell whether they meet the conditions."""
    count = int(str(sums.get("untold") or 0))
    if not count:
        return ()
    message = Text(
        f"{measure.label.zh}：有 {count} 行判定不了条件是否成立，未计入，覆盖率相应降低",
        f"{measure.label.en}: nobody can tell of some rows ({count}) whether they meet the condition, which lowers its "
        "coverage",
    )
    return (Finding("measure.untold", "warning", f"{measure.id} {period}", message),)
