"""Two versions of a scorecard and its measures → every place in which they differ, and how grave that is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pubkpi.model.errors import SpecError
from pubkpi.model.explanations.edits import EditKind, SpecEdit
from pubkpi.model.kpis.measures import InlineMeasure, Measure
from pubkpi.specs.dimension import DimensionEntry
from pubkpi.specs.indicator import IndicatorEntry
from pubkpi.specs.measures import components
from pubkpi.specs.scorecard import NoteEntry, ScorecardFile
from pubkpi.workspace.yaml import language, yaml_file
from pubkpi.workspace.yaml.kinds import Kind
from pubkpi.workspace.yaml.node import Node

# Words that people read, and what looks.
_WORDS = frozenset(
    "label owner choice silence definition formula source limits example tier colour shape reason zh en".split()
)
# What is said beside the numbers: more of it is additive.
_SAID = frozenset("caveat also_stated check shows notes announced".split())
# What a number is: another one under the same name cannot be compared.
_IDENTITY: Mapping[type, frozenset[str]] = {
    IndicatorEntry: frozenset(("measure", "direction")),
    Measure: frozenset(
        "unit type fact platform basis expr denominator where part window mean_of_months of fixed previous".split()
    ),
}
_TYPED = frozenset(("definition", "formula"))  # of a value that people enter, these say what it is


@dataclass(frozen=True, slots=True)
class _Version:
    """A folder of specs as it is written: its scorecard, its measures with their files and nodes, all files."""

    card: ScorecardFile
    measures: Mapping[str, tuple[Measure, str, Node]]
    nodes: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class _Place:
    """A key of a file in both versions, the declaration that has it, and the keys that lead to it from there."""

    file: str
    ends: tuple[Node, Node]
    names: tuple[str, ...] = ()
    owner: type = ScorecardFile
    keys: tuple[str, ...] = ()

    def below(self, key: str) -> "_Place":
        """The place of *key* below it."""
        old, new = self.ends
        return _Place(self.file, (old[key], new[key]), (*self.names, key), self.owner, (*self.keys, key))

    def edit(self, kind: EditKind) -> SpecEdit:
        """The edit here."""
        old, new = self.ends
        at = (new or old).at
        return SpecEdit(self.file, at, ".".join(self.names), _as_yaml(old.data), _as_yaml(new.data), kind)


def edits(old: Path, new: Path, scorecard: str) -> tuple[SpecEdit, ...]:
    """What the specs in the folder *new* have otherwise than those in *old*, for *scorecard*: its own edits, those of
    the measures, then files in which nothing but their spelling differs; SpecError where one cannot be read.
    """
    before, now = (_read_version(folder, scorecard) for folder in (old, new))
    file = _path(scorecard)
    found = [*_declaration_edits(before.card, now.card, _Place(file, (before.nodes[file], now.nodes[file])))]
    found += _measures(before, now)
    spoken = {one.file for one in found}
    for name in dict.fromkeys((*now.nodes, *before.nodes)):
        if name not in spoken:
            found += _unspoken(name, before.nodes.get(name), now.nodes.get(name))
    return tuple(found)


def _path(name: str) -> str:
    return f"kpi_specs/{name}.yaml"


def _read_version(folder: Path, scorecard: str) -> _Version:
    file, nodes = _path(scorecard), {_path(scorecard): yaml_file.read(folder / f"{scorecard}.yaml")}
    card, measures = language.read(ScorecardFile, nodes[file]), dict[str, tuple[Measure, str, Node]]()
    for path in sorted((folder / "measures").glob("*.yaml")):
        name = _path(f"measures/{path.stem}")
        nodes[name] = node = yaml_file.read(path)
        listed = language.kind(Mapping[str, Measure]).read(node)
        measures |= {key: (one, name, node[key]) for key, one in listed.items()}
    own = nodes[file]["measures"]
    measures |= {key: (one, file, own[key]) for key, one in card.own_measures.items()}
    measures |= {key: (one, file, at) for key, (one, at) in card.inline_measures.items()}
    return _Version(card, measures, nodes)


def _unspoken(file: str, before: Node | None, now: Node | None) -> Iterator[SpecEdit]:
    """The first line that differs of a file that says the same: comments, spelling, blanks."""
    lines = [one.source.text.splitlines() if one else [] for one in (before, now)]
    for number, (old, new) in enumerate(zip_longest(*lines, fillvalue=""), 1):
        if old != new:
            yield SpecEdit(file, f"{Path(file).name}:{number}:1", "", old.strip(), new.strip(), "cosmetic")
            return


def _declaration_edits(old: Any, new: Any, place: _Place) -> Iterator[SpecEdit]:
    """The edits of two values of one declaration, key by key."""
    declaration: Any = type(new)
    for one in language.entries(declaration):
        was, now = getattr(old, one.name), getattr(new, one.name)
        is_inline = isinstance(was, InlineMeasure) and isinstance(now, InlineMeasure)
        here = place.below(one.key)
        # measures are compared by themselves; what is written nowhere follows from what is
        if _plain(was) != _plain(now) and one.name != "written_measures" and not is_inline and any(here.ends):
            yield from _differing(was, now, here, one.kind)


def _differing(old: Any, new: Any, place: _Place, kind: Kind) -> Iterator[SpecEdit]:
    """The edits of two values under a key that are not the same."""
    items = [*old, *new] if isinstance(old, tuple) and isinstance(new, tuple) else []
    if items and all(is_dataclass(one) and hasattr(one, "id") for one in items):
        yield from _item_edits(old, new, place)
    elif type(old) is type(new) and is_dataclass(old) and _has_keys(new, place):
        yield from _declaration_edits(old, new, place)
    else:
        for keys, here in _raw(place):
            means_same = _means_same(kind, place.ends[1], keys, here.ends[0].data)
            yield here.edit("cosmetic" if means_same else _kind(here, is_new=not here.ends[0]))


def _has_keys(value: Any, place: _Place) -> bool:
    """Whether *value* is written by the keys of its declaration; `{at_least: 80}` is not."""
    declaration: Any = type(value)
    return any(any(place.below(one.key).ends) for one in language.entries(declaration))


def _means_same(kind: Kind, now: Node, keys: tuple[str, ...], old: Any) -> bool:
    """Whether *now*, of that *kind*, is the same value with what was written below its *keys* before: *old*."""
    try:
        return bool(_plain(kind.read(now)) == _plain(kind.read(replace(now, data=_replaced(now.data, keys, old)))))
    except SpecError:  # with the old words it is no value
        return False


def _replaced(data: Any, keys: tuple[str, ...], value: Any) -> Any:
    """*data* with *value* below those *keys*."""
    return {**data, keys[0]: _replaced(data.get(keys[0]), keys[1:], value)} if keys else value


def _item_edits(old: tuple[Any, ...], new: tuple[Any, ...], place: _Place) -> Iterator[SpecEdit]:
    """The edits of two lists of things with ids."""
    (was, now), ends = ({one.id: i for i, one in enumerate(some)} for some in (old, new)), place.ends
    for name in dict.fromkeys((*now, *was)):
        item = new[now[name]] if name in now else old[was[name]]
        is_node = isinstance(item, DimensionEntry | IndicatorEntry)
        there = tuple(
            end[listed[name]] if name in listed else Node(end.source, None, end.place)
            for end, listed in zip(ends, (was, now), strict=True)
        )
        names = (*place.names[: -1 if is_node else None], name)
        here = _Place(place.file, (there[0], there[1]), names, type(item), () if is_node else place.keys)
        if name in was and name in now:
            yield from _declaration_edits(old[was[name]], item, here)
        else:
            yield here.edit(_come_or_gone(item, here, is_new=name in now))
    if [one for one in was if one in now] != [one for one in now if one in was]:
        yield SpecEdit(place.file, ends[1].at, ".".join(place.names), ", ".join(was), ", ".join(now), "cosmetic")


def _come_or_gone(item: Any, place: _Place, *, is_new: bool) -> EditKind:
    """How grave it is that *item* has come or is gone."""
    if isinstance(item, NoteEntry):
        return "additive" if is_new else "cosmetic"
    if isinstance(item, DimensionEntry | IndicatorEntry):
        weighs = _as_yaml(place.ends[1]["weight"].data) not in ("0", "0.0")
        return "breaking" if not is_new else "scoring" if weighs else "additive"
    return "scoring"


def _measures(before: _Version, now: _Version) -> Iterator[SpecEdit]:
    """The edits of the measures; of those that the scorecard does not rest on, none moves anything that is scored."""
    used = _rests_on(before) | _rests_on(now)
    for name in dict.fromkeys((*now.measures, *before.measures)):
        old, new = before.measures.get(name), now.measures.get(name)
        _, file, node = now.measures.get(name) or before.measures[name]
        nothing = Node(node.source, None, node.place)
        place = _Place(file, (old[2] if old else nothing, new[2] if new else nothing), (name,), Measure)
        if not old or not new:
            yield place.edit("additive" if new else "breaking")
            continue
        typed = "typed" in (old[0].type, new[0].type)
        for one in _declaration_edits(old[0], new[0], place):
            kind: EditKind = "breaking" if typed and one.key.split(".")[1] in _TYPED else one.kind
            yield replace(one, kind=kind if name in used or kind == "cosmetic" else "additive")


def _raw(place: _Place, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], _Place]]:
    """The places where what is written differs, with the *keys* that lead there: below a key where both have those."""
    old, new = (one.data for one in place.ends)
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield keys, place
        return
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield from _raw(place.below(key), (*keys, key))


def _kind(place: _Place, *, is_new: bool) -> EditKind:
    """How grave an edit of what stands under the keys of *place* is."""
    keys = {*place.keys}
    if keys & _SAID:
        return "additive" if is_new else "cosmetic"
    if keys & _WORDS:
        return "cosmetic"
    return "breaking" if keys & _IDENTITY.get(place.owner, frozenset()) else "scoring"


def _plain(value: Any) -> Any:
    """*value* without the places in which it stands."""
    if is_dataclass(value):
        listed = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: _plain(one) for name, one in listed.items() if name != "at" and not isinstance(one, Node)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items() if name != "at"}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _as_yaml(data: Any) -> str:
    """*data* in one line, as YAML has it."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {_as_yaml(one)}" for key, one in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_as_yaml, data)) + "]"
    return "" if data is None else str(data).lower() if isinstance(data, bool) else str(data)


def _rests_on(version: _Version) -> set[str]:
    """The measures that the scorecard of *version* scores or shows, and those that these are made of."""
    card = version.card
    leaves = [leaf for node in _nodes(card.tree) for leaf in node.indicators]
    waiting = [
        name for leaf in leaves for name in (leaf.measure_id, leaf.shows, leaf.check.measure if leaf.check else "")
    ]
    waiting += [one.measure for one in card.changes.adjustments()]
    return {*components({name: one for name, (one, _, _) in version.measures.items()}, waiting)}


def _nodes(tree: tuple[DimensionEntry, ...]) -> Iterator[DimensionEntry]:
    for one in tree:
        yield one
        yield from _nodes(one.dimensions)
