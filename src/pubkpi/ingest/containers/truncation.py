"""A file that was cut off on its way: nothing of it is read, for nobody knows what is missing."""

from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def refusal(name: str, kind: str) -> DataError:
    """The line with which the file *name*, of this *kind*, is refused."""
    return DataError(
        name,
        Text(f"{kind} 文件不完整，中途断了", f"the {kind} file was cut off: it ends halfway"),
        Text("请重新下载。", "Download it again."),
    )
