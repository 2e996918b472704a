"""The system's reasons in both languages."""

import errno
import os

import pytest

from pubkpi.model.system import reason, reason_in
from pubkpi.model.text import same


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.EISDIR,
                                    errno.ENOTDIR, errno.EMFILE, errno.ENAMETOOLONG, errno.EBUSY])  # fmt: skip
def test_a_usual_reason_is_said_in_chinese_without_the_systems_english(number):
    words = reason(OSError(number, os.strerror(number)))
    assert words.zh
    assert not words.zh.isascii()
    assert not any(letter.isascii() and letter.isalpha() for letter in words.zh)
    assert words.en


def test_a_file_that_another_program_holds_on_windows_is_said_to_be_held():
    problem = OSError(errno.EACCES, "...")
    problem.winerror = 32
    assert reason(problem) == reason(OSError(errno.EBUSY, "Device or resource busy"))


def test_an_unusual_reason_keeps_the_systems_words():
    assert reason(OSError(errno.EDOM, "odd")) == same("odd")
    assert reason(OSError("no number")) == same("no number")


def test_a_reason_inside_an_engines_words_is_recognised():
    assert reason_in('IO Error: Cannot open file "x": Too many open files').zh == "同时打开的文件太多"
    assert reason_in("IO Error: something else") is None
