"""The report stage: a review becomes documents that a meeting reads."""

from typing import get_args

from pubkpi.model.text import Format

FORMATS: tuple[Format, ...] = get_args(Format)
