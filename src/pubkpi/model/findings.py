"""Findings: what a reader should know and what does not stop the run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pubkpi.model.text import NOTHING, Lang, Text

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation: a stable *id*, how grave, *where*, what, and what to do about it."""

    id: str
    severity: Severity
    where: str
    message: Text
    hint: Text = NOTHING

    def as_json(self, lang: Lang) -> dict[str, str]:
        """The finding as the JSON outputs give it."""
        return {
            "id": self.id,
            "severity": self.severity,
            "where": self.where,
            "message": self.message.say(lang),
            "hint": self.hint.say(lang),
        }


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings once each, gravest first, otherwise as they came."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: SEVERITIES.index(f.severity)))


def reaching(findings: Iterable[Finding], level: str) -> list[Finding]:
    """Those at or above *level* (``error``, ``warning``; ``never`` gives none)."""
    gravest = {"error": ("error",), "warning": ("error", "warning")}.get(level, ())
    return [finding for finding in findings if finding.severity in gravest]
