"""The indicators that a plan may choose from: those of the plans that ship, with nobody's baselines and targets."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from pubkpi.model.errors import UsageError
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text, nearest
from pubkpi.specs import measures
from pubkpi.specs.dimension import DimensionEntry
from pubkpi.specs.indicator import IndicatorEntry
from pubkpi.specs.scorecard import ScorecardFile
from pubkpi.workspace.starter import starter
from pubkpi.workspace.yaml import language

_ALL = ("all", "全部", "全选")
_COMMAS = re.compile(r"[,，、;；]")
_PLANS = {"government": "department_2024_government"}
# What counts no more partners than that department's plan wanted, and the measures that count all of them.
WITHOUT_CAPS = {"partnerships": ("media_partners", "kol_partners")}


@dataclass(frozen=True, slots=True)
class Offer:
    """An indicator that ships: its *number*, the dimension that it is of, and what it measures."""

    number: int
    dimension: DimensionEntry
    entry: IndicatorEntry
    measure: Measure

    @property
    def id(self) -> str:
        """Its id: that of the measure."""
        return self.measure.id

    @property
    def label(self) -> Text:
        """What it is called."""
        return self.measure.label if self.entry.shows else self.entry.label

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called by: its number, its id, that in the plan that ships, its labels."""
        labels = (self.label, self.entry.label, self.measure.label)
        return tuple(
            dict.fromkeys((str(self.number), self.id, self.entry.id, *(one for text in labels for one in text)))
        )

    @property
    def weight(self) -> Fraction:
        """Its points in the plan that ships."""
        return Fraction(self.entry.weight[0])  # type: ignore[arg-type]  # no plan that ships changes it in mid-year

    @property
    def platform(self) -> str:
        """The only platform that it reads, itself or what it is made of."""
        shared = shipped_measures()
        parts = [shared[name].platform for name in measures.components(shared, [self.id])]
        return next((one for one in parts if one), "")

    @property
    def has_baseline(self) -> bool:
        """Whether its score needs a baseline."""
        return self.entry.method == "attainment"

    @property
    def takes_baseline(self) -> bool:
        """Whether it may have one: what held the year before, by which one sees what standing still would bring."""
        return self.entry.method in ("attainment", "hold")

    @property
    def has_target(self) -> bool:
        """Whether its target is the plan's to say: one that happened or not has none, nor has a table of steps."""
        return self.entry.method in ("attainment", "completion")

    @property
    def adds_up(self) -> bool:
        """Whether its value grows over the year from 0."""
        return self.entry.method == "completion"


@lru_cache(maxsize=2)
def offers(audience: str) -> tuple[Offer, ...]:
    """The indicators for that *audience*, numbered from 1.

    One that is the growth of a count over a base of its own is offered as that count, whose base is the baseline.
    """
    card: ScorecardFile = language.load(
        ScorecardFile, starter("kpi_specs") / f"{_PLANS.get(audience, 'department_2024')}.yaml"
    )
    shared = shipped_measures()
    listed = [(node, leaf) for node in card.tree for leaf in node.indicators]
    return tuple(
        Offer(number, node, leaf, shared[leaf.shows or leaf.measure_id])
        for number, (node, leaf) in enumerate(listed, 1)
    )


def shipped_measures() -> Mapping[str, Measure]:
    """The measures that ship, by id."""
    return measures.read(starter("kpi_specs") / "measures")


def offer_called(name: str, among: Iterable[Offer]) -> Offer | None:
    """The one of the offers that *name* is a name of, however it is spaced and capitalised."""
    return next((one for one in among if _folded(name) in map(_folded, one.names)), None)


def choose(words: Sequence[str], audience: str, unfit: Collection[str] = ()) -> tuple[Offer, ...]:
    """The offers that *words* name, with commas between or each by itself; all in their own order. `all` leaves out
    those that are *unfit*: no account of the plan has their data.

    UsageError for one that there is not, and for an unfit one.
    """
    listed = offers(audience)
    numbers, strange = set[int](), list[str]()
    for word in (one for piece in _COMMAS.split(",".join(words)) for one in _names_in(piece, listed)):
        if word in _ALL:
            numbers |= {one.number for one in listed if one.id not in unfit}
        elif found := offer_called(word, listed):
            if found.id in unfit:
                what = Text(
                    f"所列账号的平台都给不出“{found.label.zh}”的数据",
                    f"no platform of these accounts has the data of {found.label.en}",
                )
                hint = Text("去掉它，或加上有数据的账号。", "Leave it out, or add an account that has them.")
                raise UsageError(f"--indicator {word}", what, hint)
            numbers.add(found.number)
        else:
            strange.append(word)
    if strange:
        raise UsageError("--indicator", *_no_such(strange, listed))
    selected = tuple(one for one in listed if one.number in numbers)
    if selected and not any(one.weight for one in selected):
        what = Text("选的指标都只监测、不计分", "all of these are watched only, and none has points")
        raise UsageError("--indicator", what, Text("至少再选一个计分的。", "Choose one that is scored, too."))
    return selected


def _no_such(words: Sequence[str], listed: Sequence[Offer]) -> tuple[Text, Text]:
    """That there are no indicators called *words*, and which ones there are, the likeliest first."""
    what = Text(f"没有指标 {'、'.join(words)}", f"there is no indicator {', '.join(words)}")
    labels, ids = ([one.label.zh for one in listed], [one.id for one in listed])
    near = [[*dict.fromkeys(filter(None, (nearest(word, some) for word in words)))] for some in (labels, ids)]
    zh, en = "、".join(near[0]), " or ".join(near[1])
    zh, en = f"是 {zh} 吗？" if zh else "", f"Is it {en}? " if en else ""
    zh += "可用：" + "、".join(f"{one.number} {one.label.zh}" for one in listed)
    en += "Known: " + ", ".join(f"{one.number} {one.id}" for one in listed)
    return what, Text(f"{zh}。", f"{en}.")


def _names_in(piece: str, listed: Iterable[Offer]) -> Sequence[str]:
    """The names between two commas: one with blanks in it, or several with blanks between."""
    return [piece] if offer_called(piece, listed) else piece.split()


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
