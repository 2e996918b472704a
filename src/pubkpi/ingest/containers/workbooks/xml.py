"""XML read as it streams: elements by their plain names, no declaration followed, nothing kept."""

from typing import IO
from xml.parsers import expat

_CHUNK = 1 << 18


class Reader:
    """What is done at each start, text and end; names come without their namespace."""

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """An element begins."""

    def text(self, words: str) -> None:
        """A piece of text."""

    def end(self, tag: str) -> None:
        """An element ends."""


def parse(stream: IO[bytes], reader: Reader) -> None:
    """Tell *reader* what stands in *stream*; ValueError when it is not sound, or declares a document type.

    A document type is how a few bytes become gigabytes; no program writes one into a workbook.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attrs: reader.start(
        tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in attrs.items()}
    )
    parser.EndElementHandler = lambda tag: reader.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise ValueError(str(problem)) from problem


def _refuse(*_: object) -> None:
    raise ValueError("document type")
