"""Numbers that belong to a person, masked wherever they stand in words and however they are spelled.

Words are read sign by sign as plain ones: digits of every script and width as digits, every kind of hyphen, blank and
bracket as one gap. So what is found stands at the same place in the original. Names of people cannot be told from
other words, and are left.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# Chinese numerals, in which people write a number to hide it, are letters of their own until they are read as digits.
_HAN = {word: digit for words in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for digit, word in enumerate(words)}
_HAN |= {"幺": 1, "两": 2}
_DIGIT = "[0-9a-t]"
_READ = str.maketrans("abcdefghijklmnopqrst", "0123456789" * 2)


class _Plain(dict[int, str]):
    """The plain sign for each: 0-9, a-j for Chinese numerals, k-t for digits in circles, A-Z, - for a gap, @, or ~."""

    def __missing__(self, code: int) -> str:
        self[code] = sign = _plain(chr(code))
        return sign


def _plain(one: str) -> str:
    if one in _HAN:
        return "abcdefghij"[_HAN[one]]
    if (digit := unicodedata.digit(one, None)) is not None:
        return str(digit) if unicodedata.category(one) == "Nd" else "klmnopqrst"[digit]
    wide = unicodedata.normalize("NFKC", one)
    if len(wide) != 1:
        return "-" if not wide.strip() else "~"
    if wide.isascii() and wide.isalpha():
        return wide.upper()
    if wide in "@+%_.#":
        return wide
    return "-" if wide.isspace() or unicodedata.category(wide) in _GAPS or wide in "·•∙・−‧。" else "~"


# hyphens, brackets, marks on a sign or without width
_GAPS = ("Pd", "Ps", "Pe", "Zs", "Cf", "Mn", "Me", "Pi", "Pf")
_PLAIN = _Plain()

_LINK = "[-._]{0,3}"
# digits with no more than a gap between them, and the X that may end the number of an identity card
_CHAIN = re.compile(f"{_DIGIT}(?:{_LINK}{_DIGIT}){{6,}}(?:{_LINK}X(?![A-Z0-9]))?")
_RUN = re.compile("[0-9]+|[a-j]+|[k-t]+|X")
_DATE = r"20[0-4][0-9](?:[-._]?(?:0?[1-9]|1[0-2])[-._]?(?:0[1-9]|[12][0-9]|3[01]|[1-9](?![0-9])))"
# 0311-7654321 behind a day is no time, nor 110101 before the day of a birth
_LINE = "[-._]{0,3}(?:(?!20[0-4][0-9][01])[2-8][0-9]{6}|(?:1[89]|20[01])[0-9]|[0-9]{6}(?![0-9]))"
_CLOCK = rf"(?:[-._~T]{{0,3}}(?:[01][0-9]|2[0-3])[-._~]?[0-5][0-9](?:[-._~]?[0-5][0-9])?(?!{_LINE}))?(?![0-9])"
# days, and spans of days as names of files have them; not what stands behind other digits
_DATES = re.compile(f"(?<![0-9])(?<![0-9][-._])(?:{_DATE}{_CLOCK}[-._~]{{0,3}})+")
_MAIL = re.compile(r"[A-Z0-9][A-Z0-9._%+-]{0,63}(?:@|#|-AT-)-?(?:[A-Z0-9-]{1,63}[.]){1,5}[A-Z]{2,18}")

_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[01])[0-9]{4}"
_BORN = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY = f"{_REGION}(?:(?:18|19|20)[0-9]{{9}}[0-9X]|[0-9]{{2}}{_BORN}[0-9]{{3}})"
_MOBILE = "1[3-9][0-9]{9}"
_AREA = "(?:10|2[0-9])[2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7}"
_NUMBER = re.compile(f"{_IDENTITY}|(?:(?:00)?86)?(?:{_MOBILE}|0(?:{_AREA}))|(?:00)?86(?:{_AREA})")
# in Chinese numerals, also behind another one (第一)
_SPELT = re.compile("b[d-j][a-j]{9}")
# passports and the passes of Hong Kong, Macao and Taiwan
_PASS = re.compile(
    rf"(?<![A-Z0-9])(?:[EGDSPHMCWTKLR]{_LINK}(?:[A-Z]{_LINK}[0-9](?:{_LINK}[0-9]){{6}}|[0-9](?:{_LINK}[0-9]){{7}})"
    rf"|[HM]{_LINK}[0-9](?:{_LINK}[0-9]){{9}}|1[45][0-9]{{7}})(?![A-Z0-9])"
)
# the long numbers in an address of the web are ids of posts
_WEB = re.compile("(?<=HTTP)S?~~~[^-]*")
_POST = re.compile("(?<![0-9])[0-9]{16,19}(?![0-9])")
# an identity number that a workbook stored as a number: all of it but the last digits
_STORED = re.compile(r"(?<![0-9.])[1-9]\.[0-9]+E\+?17(?![0-9])")
# what may hold any of them
_ANY = re.compile(f"@|#|-AT-|{_DIGIT}(?:{_LINK}{_DIGIT}){{6}}|[0-9]E")


def mask(words: str) -> str:
    """*words* with phones, cards, passports and mail addresses replaced by stars, one for each sign."""
    plain = words.translate(_PLAIN)
    if not _ANY.search(plain):
        return words
    for start, end in _spans(plain):
        words = words[:start] + "*" * (end - start) + words[end:]
    return words


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where the numbers stand in *plain*; what was found is not looked at again."""
    for find in (_mails, _stored_spans, _passes, _numbers):
        for start, end in list(find(plain)):
            plain = plain[:start] + "~" * (end - start) + plain[end:]
            yield start, end


def _mails(plain: str) -> Iterator[tuple[int, int]]:
    yield from (one.span() for one in _MAIL.finditer(plain))


def _stored_spans(plain: str) -> Iterator[tuple[int, int]]:
    yield from (one.span() for one in _STORED.finditer(plain))


def _passes(plain: str) -> Iterator[tuple[int, int]]:
    for one in _PASS.finditer(plain):
        # P20240305 is a day with a letter before it
        if not _DATES.fullmatch(re.sub("[^0-9]", "", one[0])):
            yield one.span()


def _numbers(plain: str) -> Iterator[tuple[int, int]]:
    for one in _SPELT.finditer(plain):
        yield one.span()
    plain = _DATES.sub(_nothing, _SPELT.sub(_nothing, plain))
    plain = _WEB.sub(lambda web: _POST.sub(_nothing, web[0]), plain)
    yield from _windows(plain)


def _nothing(match: re.Match[str]) -> str:
    return "~" * len(match[0])


def _windows(plain: str) -> Iterator[tuple[int, int]]:
    """Where groups of digits, taken together, are of a person; the longest first."""
    for chain in _CHAIN.finditer(plain):
        runs = [(one[0].translate(_READ), *one.span()) for one in _RUN.finditer(chain[0])]
        first = 0
        while first < len(runs):
            last = _last(runs, first)
            if last is not None:
                start = chain.start() + runs[first][1]
                # the + before a country's code
                yield start - plain.startswith("+", start - 1, start), chain.start() + runs[last][2]
                first = last
            first += 1


def _last(runs: Sequence[tuple[str, int, int]], first: int) -> int | None:
    """The last of the *runs* that, from the *first* on, are a number of a person; None if none are."""
    digits, found = "", None
    for last in range(first, len(runs)):
        digits += runs[last][0]
        if len(digits) > _LONGEST:
            break
        if len(digits) >= _SHORTEST and (_NUMBER.fullmatch(digits) or _is_card(digits)):
            found = last
    return found


_SHORTEST, _LONGEST = 11, 20


def _is_card(digits: str) -> bool:
    """Whether *digits* are the number of a bank card, whose last digit checks the others."""
    if not 16 <= len(digits) <= 19 or not digits.isdigit() or digits.startswith(("0", "1")):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        twice = int(digit) * (1 + place % 2)
        total += twice - 9 if twice > 9 else twice
    return total % 10 == 0
