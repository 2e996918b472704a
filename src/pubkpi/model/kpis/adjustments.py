"""What is taken off a total or added to it, besides the indicators: vetoes, deductions, a bonus."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pubkpi.model.language import Key, OneKeyRule, Positive, ScorePoints
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.kpis import Dimension

Comparison = Literal["at_least", "above", "at_most", "below"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A number, and the side of it that is meant."""

    how: Comparison
    value: Fraction

    def holds(self, value: Any) -> Any:
        """Whether a *value* is on that side; of a column of them, where."""
        compare = {"at_least": ge, "above": gt, "at_most": le, "below": lt}[self.how]
        return compare(value, float(self.value))


@dataclass(frozen=True, slots=True)
class Veto:
    """An item that fails the whole where its measure is as *fails* says: the total then lies no higher than *cap*,
    or than the best printed score of *band*, whichever is named.
    """

    RULES = (
        OneKeyRule(
            ("band", "cap"),
            Text("写 band 或 cap 之一：否决后的等级，或总分上限", "either band or cap says what is left of the total"),
        ),
    )

    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    fails: Annotated[Limit, "什么时候否决 / when it fails"]
    at: str
    band: Annotated[str, "否决后的等级 / the band that is left"] = ""
    cap: Annotated[ScorePoints | None, "上限 / the most"] = None


@dataclass(frozen=True, slots=True)
class BaseItem:
    """*points* for each *per* of a measure, no more than *cap*.

    With *below* or *above* it is the share by which the measure lies on that side of the number; where only *full*
    parts count, what is left over brings nothing.
    """

    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    points: Annotated[ScorePoints, "每一份多少分 / points for each part"]
    cap: Annotated[ScorePoints, "上限 / the most"]
    at: str
    per: Annotated[Fraction, "每多少算一份（1） / how much is a part (1)"] = Fraction(1)
    full: Annotated[bool, "只算满一份的 / only full parts count"] = False
    below: Annotated[Positive | None, "按低于这个数的比例算 / the share by which it is below this number"] = None
    above: Annotated[Positive | None, "按高于这个数的比例算 / the share by which it is above this number"] = None

    @property
    def reference(self) -> Fraction | None:
        """The number with which the measure is compared."""
        return self.above if self.below is None else self.below


@dataclass(frozen=True, slots=True)
class Item(BaseItem):
    """An item that is taken off the dimension *node*, or off the total or added to it where that is empty.

    Where it is *scaled*, its points are those of the weight as written, and grow with the dimension's own.
    """

    node: Annotated[str, Key("from"), "从哪个维度扣；不写从总分扣 / the dimension it is taken off, else the total"] = ""
    scaled: Annotated[
        bool,
        "维度的权重因别处不适用或缺数据而变大时同比扣 / its points grow with the weight that the dimension takes over",
    ] = False


@dataclass(frozen=True, slots=True)
class Adjustments:
    """All of a scorecard's; the bonus is given where the printed total before it is as *gate* says and no veto stands
    against it, *bonus_cap* points altogether at most. *bonus_at* is ``file:line:column``. No deduction takes a total
    or a dimension below *floor*.
    """

    veto: tuple[Veto, ...] = ()
    deduct: tuple[Item, ...] = ()
    bonus: tuple[Item, ...] = ()
    gate: Limit | None = None
    bonus_cap: Fraction | None = None
    bonus_at: str = ""
    floor: Fraction = Fraction(0)

    @property
    def deductions(self) -> tuple[Item, ...]:
        """The deductions in the order in which they are taken: from dimensions first."""
        return tuple(sorted(self.deduct, key=lambda one: not one.node))

    def __iter__(self) -> Iterator[Veto | Item]:
        """All items in the order in which they are worked out."""
        yield from self.deductions
        yield from self.bonus
        yield from self.veto


def path_to(name: str, dimensions: "Sequence[Dimension]") -> tuple[str, ...]:
    """The ids of the *dimensions* from the top down to the one called *name*; none for the total."""
    for one in dimensions:
        if name in [node.id for node in one.nodes]:
            return (one.id, *path_to(name, one.dimensions)) if one.id != name else (name,)
    return ()
