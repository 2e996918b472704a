"""Where facts lie outside of the workspace, and at which address they are measured there, as pubkpi.toml says it."""

import re
from collections.abc import Mapping
from pathlib import Path

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

_SECRET = re.compile(r"token|password|secret|@", re.IGNORECASE)
_IS_PATH = re.compile(r"(?!\w+://).*([/\\]|\.parquet$)")


def check_address(where: str, value: object) -> str:
    """*value*, if it holds nothing that is secret: this file is copied into backups. UsageError, without the words."""
    if not isinstance(value, str) or _SECRET.search(value):
        what = Text(
            "地址不是文字，或有口令一类的内容", "the address is no text, or holds a token or a name to log in by"
        )
        hint = Text(
            "写成 sc://主机:15002；口令放在环境变量 PUBKPI_SPARK_TOKEN 里。",
            "Write sc://host:15002; a token stands in PUBKPI_SPARK_TOKEN of the environment.",
        )
        raise UsageError(where, what, hint)
    return value


def read_places(where: str, root: Path, value: object) -> dict[str, str]:
    """The place of each fact by its name; a path is one below *root* unless it says otherwise."""
    if not isinstance(value, dict) or not all(isinstance(place, str) and place.strip() for place in value.values()):
        what = Text("[facts] 每行是 事实表 = 位置", "a line of [facts] is a fact and where its rows lie")
        hint = Text('如 post = "lake.media.post"。', 'As in post = "lake.media.post".')
        raise UsageError(where, what, hint)
    places: Mapping[str, str] = value
    return {name: str(root / place) if _IS_PATH.match(place) else place for name, place in places.items()}
