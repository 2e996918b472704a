"""surveys.yaml: which question of which survey a measure reads, and what its answers mean."""

from dataclasses import dataclass
from pathlib import Path

from pubkpi.model.text import NOTHING, Text, choices_hint
from pubkpi.workspace.yaml import yamlfile
from pubkpi.workspace.yaml.node import Node


@dataclass(frozen=True, slots=True)
class Survey:
    """One mapped question: the words in its header, the answers that count, those that mean satisfied."""

    id: str
    question: str
    satisfied: tuple[str, ...]
    valid: tuple[str, ...]


def read(path: Path) -> tuple[Survey, ...]:
    """The surveys mapped in the file *path*; none when there is no such file."""
    if not path.is_file():
        return ()
    return tuple(_survey(key, node) for key, node in yamlfile.read(path).only("surveys")["surveys"].items())


def _survey(key: str, node: Node) -> Survey:
    node.only("question", "satisfied", "valid")
    satisfied, valid = node["satisfied"].words(), node["valid"].words()
    outside = [word for word in satisfied if word not in valid]
    unanswered = sorted({"-2", "-3", "(空)", "(跳过)"} & {*valid})
    if unanswered:
        what = Text(f"{unanswered[0]} 是未作答，不是回答", f"{unanswered[0]} means that nobody answered")
        raise node["valid"].wrong(what, Text("从 valid 里删去。", "Take it out of valid."))
    if outside or not satisfied:
        what = Text(
            "satisfied 不能是空的，每一项都要也在 valid 里",
            "satisfied is not empty, and each of it stands under valid too",
        )
        raise node["satisfied"].wrong(what, choices_hint(valid) if valid else NOTHING)
    return Survey(key, node["question"].word(), satisfied, valid)
