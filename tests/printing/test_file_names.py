"""Names of accounts as parts of file names: Windows takes them, and no two are one there."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.printing.file_names import file_names
from tests.examples import LETTERS

FORBIDDEN = set('<>:"/\\|?*') | {chr(one) for one in range(32)}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("wechat/云川发布", "wechat_云川发布"),
        ('a<b>:"c"|?*\\', "a_b___c_____"),
        ("倒\u202eexe.fdp", "倒_exe.fdp"),
        ("..", "_"),
        (" 尾. ", "尾"),
        ("", "_"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1", "_com1"),
        ("LPT³", "_LPT³"),
        ("CONSOLE", "CONSOLE"),
        ("COM10", "COM10"),
    ],
)
def test_a_name_is_one_that_every_system_takes(name, file):
    assert file_names([name]) == {name: file}


@pytest.mark.parametrize(
    "names",
    [("News", "NEWS"), ("a/b", "a_b"), ("é", "e\u0301"), ("Ａ", "A"), ("云" * 100, "云" * 101), ("straße", "STRASSE")],
)
def test_two_names_that_one_system_takes_for_one_get_digits_of_their_own(names):
    files = file_names(names)
    assert len({unicodedata.normalize("NFKC", one).casefold() for one in files.values()}) == 2
    assert all("~" in one for one in files.values())
    assert {name: file_names([*names, "another"])[name] for name in names} == files  # whoever else there is


@given(st.lists(st.text(LETTERS), unique=True, max_size=8))
def test_whatever_the_names_are_the_files_are_short_allowed_and_different(names):
    files = file_names(names)
    assert len({one.casefold() for one in files.values()}) == len(names)
    for one in files.values():
        assert 0 < len(one.encode()) <= 130
        assert not FORBIDDEN & set(one)
        assert one == one.strip()
        assert not one.endswith(".")
