"""Invented numbers of persons, with right check digits, in the spellings in which people write them."""

from random import Random

_BLANKS = " \u3000\xa0\t\u2009\u200b\n"
_HYPHENS = "-‐‑‒–—―−－﹣_.·"
_IN_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def identity(random: Random, *, ends="") -> str:
    """An identity number of 18 digits with the check digit of GB 11643, here one of those in *ends*."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    while True:
        born = f"{random.randint(1950, 2009)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
        body = f"{random.choice(('110101', '330106', '510104', '820000'))}{born}{random.randint(0, 999):03}"
        check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
        if not ends or check in ends:
            return body + check


def card(random: Random, length: int) -> str:
    """The number of a bank card with its check digit by Luhn."""
    body = random.choice(("6222", "6217", "4367", "5264", "9558")) + "".join(random.choices("0123456789", k=length - 5))
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def luhn(digits: str) -> bool:
    """Whether the last of *digits* checks the others: every second one from the right counts twice, its digits added."""
    return sum(sum(map(int, str(int(one) * (1 + i % 2)))) for i, one in enumerate(reversed(digits))) % 10 == 0


def wide(words: str) -> str:
    """*words* in full width."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in words)


def drawn(words: str, zero: int) -> str:
    """*words* with the digits that begin at the code *zero*."""
    return "".join(chr(zero + int(one)) if one.isdigit() else one for one in words)


def spellings(random: Random) -> list[str]:
    """More than 66 spellings, of other numbers for each *random*."""
    found = []

    def mobile() -> str:
        return f"1{random.choice('3456789')}{random.randint(0, 10**9 - 1):09}"

    for sign in _BLANKS + _HYPHENS:
        number = mobile()
        found.append(sign.join((number[:3], number[3:7], number[7:])))
    for shape in ("({}){}{}", "（{}）{}-{}", "【{}】{} {}", "[{}]{}{}", "{}（{}）{}", "+86 {}{}{}", "+86{}{}{}", "0086{}{}{}",
                  "0086-{}-{}-{}", "86 {} {} {}", "(+86){}{}{}", "（+86） {} {} {}"):  # fmt: skip
        number = mobile()
        found.append(shape.format(number[:3], number[3:7], number[7:]))
    found += [drawn(mobile(), zero) for zero in (0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x660)]
    found += [mobile(), " ".join(mobile()), mobile().translate(_IN_CHINESE), "\ufe0f\u20e3".join(mobile())]
    local = f"8{random.randint(0, 10**7 - 1):07}"
    found += [
        shape.format(local)
        for shape in ("010-{}", "(0571){}", "（021）{}", "0571 {}", "0755{}", "+86 571 {}", "86-10-{}")
    ]
    found += [f"0311—{local[:7]}", wide(f"0571-{local}"), f"010－{local[:4]}－{local[4:]}", f"+86 (0)571 {local}"]
    number, ending = identity(random), identity(random, ends="X")
    found += [number, ending, ending.lower(), wide(number), wide(ending), drawn(number, 0x1D7CE)]
    found += [f"{number[:6]} {number[6:14]} {number[14:]}", f"{ending[:6]}-{ending[6:14]}-{ending[14:]}"]
    found += [f"{number[:6]}{number[8:17]}", f"{number[:6]} {number[8:14]} {number[14:17]}"]
    for length in (16, 17, 18, 19):
        number = card(random, length)
        found += [number, *(sign.join(number[i : i + 4] for i in range(0, length, 4)) for sign in " -"), wide(number)]
    digits = f"{random.randint(30, 99)}{random.randint(0, 10**6 - 1):06}"
    found += [f"{letter}{digits}" for letter in "EGDSPHMCe"] + [f"EA{digits[:7]}", f"E {digits}", wide(f"E{digits}")]
    name = f"zhang.san{random.randint(100, 999)}"
    found += [f"{name}@example.com", f"{name}＠example.com", wide(f"{name}@example.com"), f"{name}(at)example.com"]
    return found
