"""Names of accounts and units as parts of file names that every system takes: Windows is the strictest."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from pubkpi.model.system import RESERVED

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_LONGEST = 120  # bytes; a name has 255, of which the report's own and the ending take theirs
_DIGITS = 6


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Each of *names* as it stands in the name of a file; those that would be the same there, or were cut, have a few
    digits of their own besides.
    """
    plain = {name: _plain(name) for name in names}
    alike = Counter(map(_folded, plain.values()))
    return {
        name: short if alike[_folded(short)] == 1 and len(short.encode()) <= _LONGEST else _with_digits(name, short)
        for name, short in plain.items()
    }


def _plain(name: str) -> str:
    """*name* without what no file may be called."""
    seen = "".join("_" if unicodedata.category(one)[0] == "C" else one for one in unicodedata.normalize("NFC", name))
    words = _FORBIDDEN.sub("_", seen).strip().rstrip(".") or "_"
    return f"_{words}" if RESERVED.match(words) else words


def _folded(name: str) -> str:
    """What a system that does not tell capital letters apart makes of *name*."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _with_digits(name: str, short: str) -> str:
    room = _LONGEST - _DIGITS - 1
    cut = short.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{cut}~{sha256(name.encode(errors='surrogatepass')).hexdigest()[:_DIGITS]}"
