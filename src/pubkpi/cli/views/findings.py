"""Findings of a check, one a line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.findings import Finding
from pubkpi.model.text import sentence

if TYPE_CHECKING:
    pass


def show_findings(findings: Sequence[Finding]) -> None:
    """``file:line:column: severity: what. remedy [rule]``, one a line, as editors and grep read it."""
    for one in findings:
        words = sentence(one.message, one.hint, language())
        console.out(f"{one.where}: {console.severity(one)}: {words} [{one.id}]")
    if not findings:
        console.out(t("没有发现问题。", "Nothing was found."))
