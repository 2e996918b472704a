"""Office documents as packages: the same parts give the same bytes, whatever the clock says."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def settle(data: bytes, day: date) -> bytes:
    """The package *data* with its dates at *day*, and so each package within it."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for one in source.infolist():
            part = source.read(one)
            if one.filename.endswith((".xlsx", ".docx", ".pptx")):
                part = settle(part, day)
            elif one.filename == "docProps/core.xml":
                moment = f"{day.isoformat()}T00:00:00Z".encode()
                part = _MOMENT.sub(rb"\g<1>" + moment + rb"\g<2>", part)
            entry = ZipInfo(one.filename, _EPOCH)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, part)
    return stream.getvalue()
