"""Workbooks worked out anew by LibreOffice, which first finds wrong numbers where the formulas stand."""

import re
import shutil
import subprocess
import zipfile

import openpyxl

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WRONG = 987654321
# without this LibreOffice prints the numbers that the file brings along
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


def formulas(path):
    """The value that each formula of the workbook carries, by sheet and cell."""
    written = openpyxl.load_workbook(path)
    return {key: value for key, value in values(path).items() if written[key[0]][key[1]].data_type == "f"}


def values(path):
    """The value of each cell of the workbook, by sheet and cell."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def recalculated(paths, folder, number=WRONG):
    """The values of each workbook as LibreOffice works them out, by its path; each of its own is the *number*, or blank
    where that is None.
    """
    (folder / "wrong").mkdir()
    wrong = {path: _with_numbers(path, folder / "wrong" / path.name, number) for path in paths}
    assert {one for path in wrong.values() for one in formulas(path).values()} == {number}
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS)
    words = [
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        folder / "out",
    ]
    subprocess.run([SOFFICE, *words, *wrong.values()], check=True, capture_output=True, timeout=300)
    return {path: values(folder / "out" / path.name) for path in wrong}


def _with_numbers(path, place, number):
    words = b"</f><v>%d</v>" % number if number is not None else b"</f>"
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(place, "w") as copy:
        for name in book.namelist():
            data = book.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"</f><v>[^<]*</v>", words, data)
            copy.writestr(name, data)
    return place


def differences(found, expected):
    """Cell, value and expected value where they differ by more than a billionth; blank text is nothing."""
    return [(key, found[key], wanted) for key, wanted in expected.items() if not _equal(found[key], wanted)]


def _equal(one, other):
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(other))
    return (one or None) == (other or None)
