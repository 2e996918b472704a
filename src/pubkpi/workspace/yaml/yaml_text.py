"""YAML edited where a value stands: every other character of the text stays as it is, comments and order with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pubkpi.model.errors import SpecError
from pubkpi.model.text import Text
from pubkpi.workspace.yaml import yaml_file
from pubkpi.workspace.yaml.node import Mark, Node, Place

_REST = re.compile(r"[ \t]*(#[^\r\n]*)?(?=\r?\n|\Z)")  # of a line, with a comment if there is one
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"


class _Piece(NamedTuple):
    """What stands in place of the text between two offsets."""

    start: int
    end: int
    words: str


@dataclass
class YamlText:
    """A YAML text, to be edited by the places of its values; raises SpecError for one that stands there by an alias.

    The edits are of the text as it was read, and take effect together.
    """

    node: Node
    _pieces: list[_Piece] = field(default_factory=list)

    def replace(self, place: Place, words: str) -> None:
        """Put *words*, which are YAML, in the place of the value at *place*, a scalar or one in brackets."""
        self._refuse_alias(place)
        self._pieces.append(_Piece(self._offset(self.node.source.marks[place]), self._end(place), words))

    def _refuse_alias(self, place: Place) -> None:
        source = self.node.source
        if sum(mark == source.marks[place] for mark in source.marks.values()) > 1:
            what = Text("这个值是用别名引用的", "this value is another one's, by an alias")
            raise SpecError(source.at(source.marks[place]), what, Text("把值直接写在这里。", "Write it here itself."))

    def rename(self, place: Place, key: str) -> None:
        """Call the key at *place* by the name *key*."""
        start = self._offset(self.node.source.keys[place])
        self._pieces.append(_Piece(start, start + len(str(place[-1])), key))

    def insert(self, place: Place, key: str, words: str, behind: Sequence[str] = ()) -> None:
        """Put *key* with *words* into the mapping at *place*: behind the last of the keys *behind* that it has, else
        behind its first.
        """
        source = self.node.source
        known = [one for one in source.keys if one[:-1] == place]
        last = next((one for name in reversed(behind) for one in known if one[-1] == name), known[0])
        end = self._end(last)
        if source.text[self._offset(source.marks[place])] == "{":
            self._pieces.append(_Piece(end, end, f", {key}: {words}"))
            return
        line = source.text.find("\n", end)
        end = len(source.text) if line < 0 else line - (source.text[line - 1] == "\r")
        indent = " " * (source.keys[last][1] - 1)
        self._pieces.append(_Piece(end, end, f"{self._line_end}{indent}{key}: {words}"))

    def remark(self, place: Place, words: str, own: re.Pattern[str]) -> None:
        """Put the comment *words* behind the value at *place*, if its line ends there or has one of our *own* there."""
        text, end = self.node.source.text, self._end(place)
        rest = _REST.match(text, end)
        if rest and (not rest[1] or own.match(rest[1])):
            self._pieces.append(_Piece(end, rest.end(), f"  # {words}"))

    def drop_remark(self, place: Place, own: re.Pattern[str]) -> None:
        """Take out the comment behind the value at *place* if it is one of our *own*."""
        rest = _REST.match(self.node.source.text, self._end(place))
        if rest and rest[1] and own.fullmatch(rest[1].rstrip()):
            self._pieces.append(_Piece(rest.start(), rest.end(), ""))

    def remove(self, place: Place) -> None:
        """Take out the key at *place* with its value; of a mapping in block style with the rest of its lines, too."""
        source = self.node.source
        if source.text[self._offset(source.marks[place[:-1]])] == "{":
            self._remove_from_line(place)
            return
        start, end = self._line(source.keys[place][0]), self._end(place)
        line = source.text.find("\n", end)
        self._pieces.append(_Piece(start, len(source.text) if line < 0 else line + 1, ""))

    def _remove_from_line(self, place: Place) -> None:
        """Take out the key at *place* of a mapping in braces, with the comma behind it, or before the last one."""
        source = self.node.source
        start, end = self._offset(source.keys[place]), self._end(place)
        if behind := re.match(r"\s*,\s*", source.text[end:]):
            self._pieces.append(_Piece(start, end + behind.end(), ""))
            return
        before = re.search(r"\s*,\s*$", source.text[:start])
        self._pieces.append(_Piece(before.start() if before else start, end, ""))

    def add_items(self, place: Place, behind: int, items: Sequence[str]) -> None:
        """Put *items* into the list at *place* behind the one of that number; a value alone becomes a list."""
        source, item = self.node.source, (*place, behind)
        self._refuse_alias(place)
        if item not in source.marks:  # no list yet
            words = f"[{', '.join((self._on_one_line(place), *items))}]"
            self._pieces.append(_Piece(self._offset(source.marks[place]), self._end(place), words))
            return
        end = self._end(item)
        if source.text[self._offset(source.marks[place])] == "[":
            self._pieces.append(_Piece(end, end, "".join(f", {one}" for one in items)))
            return
        line = source.text.find("\n", end)
        end = len(source.text) if line < 0 else line - (source.text[line - 1] == "\r")
        indent = " " * (source.marks[place][1] - 1)
        self._pieces.append(_Piece(end, end, "".join(f"{self._line_end}{indent}- {one}" for one in items)))

    def _on_one_line(self, place: Place) -> str:
        """A number, or a mapping of numbers, as a list in brackets has it."""
        keys = [one for one in self.node.source.keys if one[:-1] == place]
        if not keys or self.words(place).startswith("{"):
            return self.words(place)
        return "{" + ", ".join(f"{one[-1]}: {self.words(one)}" for one in keys) + "}"

    def remove_item(self, place: Place) -> None:
        """Take out the item at *place* of a list, which is not its first."""
        source = self.node.source
        end = self._end(place)
        if source.text[self._offset(source.marks[place[:-1]])] == "[":
            before = self._end((*place[:-1], int(place[-1]) - 1))
            self._pieces.append(_Piece(before, end, ""))
            return
        line = source.text.find("\n", end)
        self._pieces.append(_Piece(self._line(source.marks[place][0]), len(source.text) if line < 0 else line + 1, ""))

    def words(self, place: Place) -> str:
        """What stands at *place*, as it is written."""
        source = self.node.source
        return source.text[self._offset(source.marks[place]) : self._end(place)]

    @property
    def text(self) -> str:
        """The text with all edits."""
        parts, end = [], 0
        for piece in sorted(self._pieces, key=lambda one: one[:2]):
            parts += [self.node.source.text[end : piece.start], piece.words]
            end = piece.end
        return "".join((*parts, self.node.source.text[end:]))

    @property
    def _line_end(self) -> str:
        return "\r\n" if "\r\n" in self.node.source.text else "\n"

    def _end(self, place: Place) -> int:
        """Where the value at *place* ends; one of several lines goes on to where the next one begins."""
        source = self.node.source
        end = self._offset(source.ends[place])
        while end > self._offset(source.marks[place]) and source.text[end - 1] in " \n\r":
            end -= 1
        return end

    def _line(self, number: int) -> int:
        return sum(map(len, self.node.source.text.split("\n")[: number - 1])) + number - 1

    def _offset(self, mark: Mark) -> int:
        return self._line(mark[0]) + mark[1] - 1


def scalar(words: str, *, flow: bool = True) -> str:
    """The text *words* as a scalar of YAML: bare where it is read back so, else in quotes."""
    bare = words and words == words.strip() and words[0] not in _INDICATORS and words.isprintable()
    bare = bare and not any(one in words for one in (": ", " #")) and not words.endswith(":")
    if bare and not (flow and set(words) & set(",[]{}")) and _is_read_back(words):
        return words
    return '"' + "".join(_escaped(words)) + '"'


def _is_read_back(words: str) -> bool:
    """Whether the bare *words* are a text; = and << are something else."""
    try:
        return bool(yaml_file.parse(f"a: {words}", "").data == {"a": words})
    except SpecError:
        return False


def _escaped(words: str) -> Iterator[str]:
    for one in words:
        if one in '"\\':
            yield f"\\{one}"
        elif one == "\n":
            yield "\\n"
        else:
            yield one if one.isprintable() else f"\\U{ord(one):08x}"
