"""The documents that people go on working in: XLSX, DOCX, PPTX, all made from the outline of the sections."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Format, Text

_LIBRARIES: Mapping[str, tuple[str, str]] = {"docx": ("docxtpl", "docxtpl"), "pptx": ("pptx", "python-pptx")}


def require(formats: Sequence[Format]) -> None:
    """See to it that the libraries of *formats* are installed; ReportError, which says how to install them."""
    for one in formats:
        module, library = _LIBRARIES.get(one, ("", ""))
        if module and find_spec(module) is None:
            form = one.upper()
            raise ReportError(
                one,
                Text(f"写 {form} 要用的 {library} 没有安装", f"{library}, which writes {form}, is not installed"),
                Text('运行 pip install "pubkpi[office]"。', 'Run pip install "pubkpi[office]".'),
            )
