"""Characters of Chinese texts, against the index of the Encoding Standard (WHATWG, 2024-09-18)."""

import hashlib

import pytest

from pubkpi.engine.worker import LIMITS
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.delimited import charset, regular_text
from tests.ingest import files

# of all 23,940 characters of index-gb18030.txt, in the order of their pointers, in UTF-8
INDEX = "85373408efe24c652c0a2f37997df8c657b0e8a654d07d9f9d97f1ad16609bc6"
# what an older codec takes for characters of private use
SINCE_2022 = {
    "A6D9": "︐", "A6DA": "︒", "A6DB": "︑", "A6DC": "︓", "A6DD": "︔", "A6DE": "︕", "A6DF": "︖", "A6EC": "︗", "A6ED": "︘",
    "A6F3": "︙", "A8BC": "ḿ", "FE59": "龴", "FE61": "龵", "FE66": "龶", "FE67": "龷", "FE6D": "龸", "FE7E": "龹", "FE90": "龺",
    "FEA0": "龻", "A3A0": "\u3000",
}  # fmt: skip


def decoded(data):
    return "".join(charset.words(data, "gb18030"))


def test_every_two_byte_code_of_gb18030_is_the_character_of_the_encoding_standard():
    trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
    codes = [bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in trails]
    assert len(codes) == 23_940
    assert hashlib.sha256(decoded(b"".join(codes)).encode()).hexdigest() == INDEX


@pytest.mark.parametrize(("code", "character"), SINCE_2022.items())
def test_the_characters_of_the_edition_of_2022(code, character):
    assert decoded(bytes.fromhex(code)) == character


def test_they_are_read_by_the_longer_codes_of_earlier_editions_too():
    """Programs of before 2022 write them with four bytes, ḿ with 8135F437, which is of private use today."""
    words = "".join(SINCE_2022.values())
    assert decoded(words.encode("gb18030")) == words


@pytest.mark.parametrize("name", ["small", "big", "html"])
def test_they_and_the_euro_sign_are_read_from_any_text(name, monkeypatch):
    """A lone 0x80 is what Windows writes for € in its code page 936; within a character it is the half of it."""
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1 if name == "big" else 10**9)
    rows = [("标题", "价格"), ("龴龻︙ḿ", "7E"), ("瞼瞼", "E8"), ("甲", "9")]
    write = files.html if name == "html" else files.text
    data = write(rows, encoding="gb18030")
    for code, character in SINCE_2022.items():
        data = data.replace(character.encode("gb18030"), bytes.fromhex(code))
    book = sandbox.read(data.replace(b"E", b"\x80"), "a.csv", LIMITS)
    assert book.encoding == "gb18030"
    assert book.has_batches == (name == "big")
    assert book.sheets[0].rows[:3] == (("标题", "价格"), ("龴龻︙ḿ", "7€"), ("瞼瞼", "€8"))


def test_a_byte_that_is_no_character_is_still_not_replaced():
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\x80\xff")
