"""The formats of a report's documents."""

from typing import Literal

Format = Literal["html", "pdf", "xlsx"]
