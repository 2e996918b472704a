"""Where each character of a value stands in the YAML that it was read from."""


def places(words: str, source: str, start: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Line and column of every character of *words*, which stand in *source* from *start* on.

    Between them are quotes, indentation and line ends; what is written as an escape stands where it would begin.
    """
    lines = source.split("\n")
    line, column = start
    first = lines[line - 1][column - 1]
    line, column = (line + 1, 1) if first in "|>" else (line, column + (first in "\"'"))
    places = []
    for character in words:
        line, column, passed = _next(character, lines, line, column)
        places.append((line, column))
        column += passed
    return tuple(places)


def _next(character: str, lines: list[str], line: int, column: int) -> tuple[int, int, int]:
    """Where *character* stands from there on, and how many characters it takes: none if it is not there as it reads."""
    here, there = line, column
    while not character.isspace() and here <= len(lines):
        rest = lines[here - 1][there - 1 :]
        between = len(rest) - len(rest.lstrip(" \t\"'\\")) if character not in "\"'" else len(rest) - len(rest.lstrip())
        if rest[between:].startswith(character):
            return here, there + between, 1
        if rest[between:]:
            break
        here, there = here + 1, 1
    return line, column, 0
