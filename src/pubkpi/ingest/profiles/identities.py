"""What holds among the columns of a row, and between two days, as profiles declare it; a row that breaks it is told of.

`net_count = new_count - lost_count` · `share_users <= read_users` · `total_count = before + net_count`, where `before`
is the column on the left on the day before, if the file has that day.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pubkpi.engine.query import quoted
from pubkpi.model.facts import Fact
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.yaml.kinds import gather
from pubkpi.workspace.yaml.node import Node

BEFORE = "before"
_SENTENCE = re.compile(r"(\w+) (=|<=) (\w+(?: [+-] \w+)*)")


@dataclass(frozen=True, slots=True)
class Identity:
    """One such sentence: the column *left* is, or is at most, the sum of the *terms*, each a sign and a column.

    A row that breaks it *is_rejected*, or only told of.
    """

    left: str
    sign: str
    terms: tuple[tuple[str, str], ...]
    is_rejected: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is about, each once."""
        return tuple(dict.fromkeys((self.left, *(name for _, name in self.terms if name != BEFORE))))

    @property
    def is_between_days(self) -> bool:
        """Whether it compares a day with the day before."""
        return any(name == BEFORE for _, name in self.terms)

    @property
    def right(self) -> str:
        """The sum of the terms as an expression."""
        return " ".join(f"{sign} {quoted(name)}" for sign, name in self.terms).removeprefix("+ ")

    @property
    def broken(self) -> str:
        """The condition that it does not hold; null where a value is missing."""
        return f"{quoted(self.left)} {'<>' if self.sign == '=' else '>'} {self.right}"

    def sentence(self, headers: Mapping[str, str]) -> Text:
        """The sentence in the words of the export, whose *headers* stand by the columns."""
        left = headers[self.left]
        named = {BEFORE: Text(f"前一天的{left}", f"{left} of the day before")}
        named |= {name: Text(headers[name], headers[name]) for name in self.columns}
        sums = [
            " ".join(f"{'−' if sign == '-' else '+'} {named[name][i]}" for sign, name in self.terms).removeprefix("+ ")
            for i in (0, 1)
        ]
        sign = "=" if self.sign == "=" else "≤"
        return Text(f"{left} {sign} {sums[0]}", f"{left} {sign} {sums[1]}")


def identities(node: Node, fact: Fact, mapped: Collection[str]) -> tuple[Identity, ...]:
    """The sentences of *node* about the columns of *fact* that a feed has *mapped*; SpecError for anything else."""
    return gather(lambda one: _identity(one, fact, mapped), node.each())


def _identity(node: Node, fact: Fact, mapped: Collection[str]) -> Identity:
    rejects = isinstance(node.data, dict)
    words = (node["reject"] if rejects else node).word()
    match = _SENTENCE.fullmatch(words)
    if match is None:
        raise node.wrong(
            Text("应写成 a = b - c、a <= b 或 a = before + b", "a = b - c, a <= b or a = before + b is expected")
        )
    signed = re.findall(r"([+-]) (\w+)", f"+ {match[3]}")
    made = Identity(match[1], match[2], tuple(signed), rejects)
    unknown = [name for name in made.columns if name not in mapped]
    if unknown:
        raise node.wrong(
            Text(f"{unknown[0]} 没有写在 columns 里", f"{unknown[0]} is none of the columns here"),
            choices_hint(sorted(mapped)),
        )
    kinds = {column.kind for column in fact.columns if column.name in made.columns}
    if len(kinds) > 1 or kinds & {"text", "id", "flag", "quarter", "period"} or (kinds == {"day"} and len(signed) > 1):
        raise node.wrong(
            Text("只能比较同类的数（count、fen、seconds…）或日期", "only numbers of one kind, or days, can be compared")
        )
    if made.is_between_days and (rejects or fact.day not in mapped):
        raise node.wrong(
            Text("before 只用来提示，不能写在 reject 下", "a line with before is only told of and cannot reject")
        )
    return made
