"""The report stage: a review becomes documents that a meeting reads."""

from typing import Literal

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = ("html", "pdf")
