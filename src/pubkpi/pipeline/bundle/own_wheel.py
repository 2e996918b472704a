"""pubkpi itself as a wheel, packed from the very files that run."""

import base64
import csv
import hashlib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO, StringIO
from pathlib import Path

import pubkpi
from pubkpi.model.errors import WorkError
from pubkpi.model.text import Text
from pubkpi.workspace.files import zip_entry
from pubkpi.workspace.starter import starter

_PACKAGE = Path(pubkpi.__file__).parent
STARTER = ("kpi_specs", "report_templates", "sample_data")
_OF_THIS_PLACE = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")  # of the installation, not of the wheel


def own_wheel() -> tuple[str, bytes]:
    """Name and bytes of the wheel; the same files give the same bytes. WorkError where pubkpi is not installed."""
    info = f"pubkpi-{pubkpi.__version__}.dist-info"
    files = dict(sorted([*_package(), *_starter(), *_metadata(info)]))
    record = StringIO()
    rows = [(name, f"sha256={_hash(data)}", len(data)) for name, data in files.items()]
    # a title of a post in the samples has a comma in it: pip reads such a name in quotes alone
    csv.writer(record, lineterminator="\n").writerows([*rows, (f"{info}/RECORD", "", "")])
    files[f"{info}/RECORD"] = record.getvalue().encode()
    return f"pubkpi-{pubkpi.__version__}-py3-none-any.whl", _zipped(files)


def _package() -> Iterator[tuple[str, bytes]]:
    for path in _files(_PACKAGE):
        inner = path.relative_to(_PACKAGE)
        if inner.parts[0] != "starter":
            yield f"pubkpi/{inner.as_posix()}", path.read_bytes()


def _starter() -> Iterator[tuple[str, bytes]]:
    for name in STARTER:
        top = starter(name)
        for path in _files(top):
            yield f"pubkpi/starter/{path.relative_to(top.parent).as_posix()}", path.read_bytes()


def _files(top: Path) -> list[Path]:
    """The files of *top*, without what Python and the desktop leave behind."""
    return [
        path for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts and path.name[0] != "."
    ]


def _metadata(info: str) -> Iterator[tuple[str, bytes]]:
    """What pip reads of a wheel, as it was installed: the same for a wheel and for a source tree."""
    hint = Text("重新安装 pubkpi 后再运行。", "Install pubkpi again, then run this again.")
    try:
        installed = distribution("pubkpi")
    except PackageNotFoundError as problem:
        raise WorkError(
            "pubkpi", Text("没有安装，无法打包", "is not installed and cannot be packed"), hint
        ) from problem
    if installed.version != pubkpi.__version__:
        what = Text(
            f"安装记录是 {installed.version}，运行的是 {pubkpi.__version__}",
            f"was installed as {installed.version}, and {pubkpi.__version__} is running",
        )
        raise WorkError("pubkpi", what, hint)
    for path in installed.files or ():
        if path.parts[0] == info and path.name not in _OF_THIS_PLACE:
            yield path.as_posix(), path.read_binary()


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zip_entry(name), data)
    return packed.getvalue()
