"""Golden files: what was agreed, as text that a reader can judge; PUBKPI_ACCEPT=1 accepts what came out."""

import os
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent / "golden"


def agree(room: str, name: str, text: str) -> None:
    """Fail unless *text* is what tests/golden/<room>/<name> holds; what came out then lies beside it in actual/."""
    path = GOLDEN / room / name
    if os.environ.get("PUBKPI_ACCEPT") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text != expected:
        actual = GOLDEN / room / "actual" / name
        actual.parent.mkdir(parents=True, exist_ok=True)
        actual.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected, f"accept with: PUBKPI_ACCEPT=1 pytest tests/{room}"
