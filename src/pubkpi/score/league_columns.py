"""Columns of a league, a cell an entity: they hold a few bytes a cell, and make what is in it when it is looked at."""

from abc import abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")
Number = TypeVar("Number", int, float)


class LeagueColumn(Sequence[T]):
    """A cell an entity; equal to every sequence of the same things."""

    __slots__ = ()

    @abstractmethod
    def cell(self, place: int) -> T:
        """What there is of the entity at *place*."""

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self.cell(i) for i in range(len(self))[place]]
        return self.cell(place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class NumberColumn(LeagueColumn[Number | None]):
    """Numbers; None where there is none."""

    __slots__ = ("_numbers", "_there")

    def __init__(self, numbers: "array[Number]", there: bytes) -> None:
        self._numbers: array[Number] = numbers
        self._there = there

    def __len__(self) -> int:
        return len(self._there)

    def __iter__(self) -> Iterator[Number | None]:
        if 0 not in self._there:
            return iter(self._numbers)
        return (one if there else None for one, there in zip(self._numbers, self._there, strict=True))

    def cell(self, place: int) -> Number | None:
        """The number of the entity at *place*."""
        return self._numbers[place] if self._there[place] else None


class ChoiceColumn(LeagueColumn[T]):
    """One of few *choices* each: its place among them, a byte."""

    __slots__ = ("_choices", "_places")

    def __init__(self, choices: Sequence[T], places: bytes) -> None:
        self._choices, self._places = choices, places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[T]:
        return map(self._choices.__getitem__, self._places)

    def cell(self, place: int) -> T:
        """The choice of the entity at *place*."""
        return self._choices[self._places[place]]
