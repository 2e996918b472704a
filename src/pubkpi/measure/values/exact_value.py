"""A measure's value while it is still exact: fractions of integer and decimal sums."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from pubkpi.measure.values.reasons import Reason
from pubkpi.model.findings import Finding
from pubkpi.model.periods import Period
from pubkpi.model.scores import Bound, Value
from pubkpi.model.text import Text

_Z = 1.959963984540054  # 97.5 % of the normal distribution


@dataclass(frozen=True, slots=True)
class ExactValue:
    """Like scores.Value, before the one division that leaves the exact numbers."""

    measure: str
    period: Period
    value: Fraction | None = None
    missing: Text | None = None
    coverage: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    rows: int = 0
    interval: bool = False
    typed: bool = False
    route: str = ""
    findings: tuple[Finding, ...] = ()
    applies: bool = True
    bound: Bound = ""
    censored: Fraction | None = None
    reason: Reason = Reason.NONE
    spread: tuple[Fraction, Fraction] | None = None

    def as_value(self) -> Value:
        """The value in floating point: each number is the nearest to the exact one."""
        numerator, denominator = _float(self.numerator), _float(self.denominator)
        drawn = wilson(numerator, denominator) if self.interval and numerator is not None and denominator else None
        return Value(
            self.measure,
            self.period,
            _float(self.value),
            self.missing,
            _float(self.coverage),
            numerator,
            denominator,
            self.rows,
            drawn,
            self.typed,
            self.route,
            self.findings,
            self.applies,
            self.bound,
            _float(self.censored),
            (float(self.spread[0]), float(self.spread[1])) if self.spread else None,
        )


def exact_value(value: Value) -> ExactValue:
    """A *value* in floating point as exact as it can be told: the quotient that it is nearest to, else its decimals."""
    over, under, number = (_fraction(one) for one in (value.numerator, value.denominator, value.value))
    if over is not None and under and float(over / under) == value.value:
        number = over / under
    return ExactValue(
        value.measure,
        value.period,
        number,
        value.missing,
        _fraction(value.coverage),
        over,
        under,
        value.row_count,
        value.interval is not None,
        value.typed,
        value.route,
        value.findings,
        value.applies,
        value.bound,
        _fraction(value.censored),
        spread=(Fraction(repr(value.spread[0])), Fraction(repr(value.spread[1]))) if value.spread else None,
    )


def missing(blank: ExactValue, reason: Reason, words: Text) -> ExactValue:
    """*blank* without a value, for that *reason*, in *words*."""
    return replace(blank, value=None, missing=words, reason=reason)


def joint(parts: Iterable[ExactValue]) -> Fraction | None:
    """The coverage of a value that is made of *parts*: the lowest; None where it is not known to be less than whole,
    because nobody declared that of a part.
    """
    listed = list(parts)
    known = [part.coverage for part in listed if part.coverage is not None]
    undeclared = any(part.coverage is None and part.value is not None and not part.typed for part in listed)
    lowest = min(known, default=None)
    return None if undeclared and lowest == 1 else lowest


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (E. B. Wilson, 1927)."""
    share, z2 = successes / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    reach = _Z / (1 + z2 / trials) * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    # the share itself lies inside, whatever the last digit says where it is 0 or 1
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _fraction(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(repr(float(number)))
