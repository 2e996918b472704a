"""A file that is well known but none that is read is called by its name, with the way to one that is."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from pubkpi.ingest import containers
from pubkpi.model.errors import DataError
from tests.ingest import files, samples
from tests.ingest.desk import reason
from tests.ingest.test_hidden import HEADER, NOW, ods

WORKBOOK = (
    '<?xml version="1.0"?>\n<!-- a --><?mso-application progid="Excel.Sheet"?><{0}Workbook xmlns="urn:schemas-microsoft-com:'
    'office:spreadsheet"><Worksheet><Table><Row><Cell><Data>时间</Data></Cell></Row></Table></Worksheet></{0}Workbook>'
)
LOGIN = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"


def pack(*names, flags=0):
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    data = bytearray(out.getvalue())
    at = data.find(b"PK\x01\x02")
    while flags and at >= 0:
        data[at + 8] |= flags
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


FOREIGN = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00", "PDF", "下载 Excel 或 CSV"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "图片", "下载 Excel 或 CSV"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(40), "图片", "下载"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "图片", "下载"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(20), "压缩", "解压"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), "压缩", "解压"),
    "zip of exports": (pack("a/user_analysis.xls", "a/b.csv", "__MACOSX/a"), "有 2 个文件：a/user_analysis.xls, a/b.csv", "解压"),
    "docx": (pack("[Content_Types].xml", "word/document.xml"), "Word", "复制到 Excel"),
    "pptx": (pack("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿", "复制到 Excel"),
    "numbers": (pack("Index/Document.iwa", "Metadata/Properties.plist"), "Numbers", "导出为 Excel"),
    "zip with a password": (pack("[Content_Types].xml", "xl/workbook.xml", flags=1), "密码", "去掉密码"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "空的压缩包", "下载"),
    "mhtml": (b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x', "MHTML", "另存为 xlsx"),
    "mhtml of a browser": (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", "MHTML", "另存为 xlsx"),
    "Excel 2003": (WORKBOOK.format("").encode(), "Excel 2003", "另存为 xlsx"),
    "Excel 2003 in UTF-16": (WORKBOOK.format("").encode("utf-16"), "Excel 2003", "另存为 xlsx"),
    "Excel 2003 with a prefix": (WORKBOOK.format("ss:").encode(), "Excel 2003", "另存为 xlsx"),
    "another XML": (b"<?xml version='1.0'?><rss><item/></rss>", "XML 文件（rss）", "另存为 xlsx"),
    "Excel 3": (b"\x09\x02\x06\x00\x00\x00\x10\x00", "Excel 2 到 4", "另存为 xlsx"),
    "Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 2 到 4", "另存为 xlsx"),
    "macro sheet": (pack("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "宏表", "另存为 xlsx"),
    "Excel file of another layout": (pack("[Content_Types].xml", "book/workbook.xml"), "存放方式少见", "另存为 xlsx"),
    "login": (LOGIN.format("微信公众平台", "<form>请扫码登录</form>").encode(), "登录页“微信公众平台”", "重新登录"),
    "login in a table": (
        LOGIN.format("", "<table><tr><td>登录</td><td><input type=password></td></tr></table>").encode(), "登录页", "重新登录"
    ),
    "session that has ended": (b"<html>session expired</html>", "登录页", "重新登录"),
    "error page": (LOGIN.format("502 Bad Gateway", "<h1>502</h1>").encode(), "是网页“502 Bad Gateway”，里面没有表格", "重新下载"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_of_another_kind_is_called_by_its_name(kind):
    data, what, hint = FOREIGN[kind]
    with pytest.raises(DataError) as caught:
        containers.read(data, "a.xls")
    line = caught.value.line("zh")
    assert what in line
    assert hint in line
    assert "\n" not in line + caught.value.line("en")


def test_an_opendocument_file_with_a_password_says_so():
    out = BytesIO()
    with ZipFile(BytesIO(ods([("a", [HEADER, NOW], False)]))) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"\x93\x01\xff" if name == "content.xml" else b"<manifest:encryption-data/>")
    with pytest.raises(DataError, match="password"):
        containers.read(out.getvalue(), "a.ods")


def test_xhtml_is_a_page():
    page = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html xmlns="x"><table><tr><td>a</td></tr></table></html>'
    assert containers.read(page.encode(), "a.xls").sheets[0].rows == (("a",),)


ANSWERS = [
    ({"errcode": 61501, "errmsg": "date range error hint: [x]"}, "接口返回的错误：61501 date range error hint: [x]"),
    ({"base_resp": {"ret": 200003, "err_msg": "invalid session"}}, "接口返回的错误：200003 invalid session"),
    ({"code": 401, "message": "未登录\n", "data": None}, "接口返回的错误：401 未登录"),
    ({"error_code": 110, "error_msg": "Access token invalid"}, "接口返回的错误：110"),
    ({"error": "unauthorized"}, "接口返回的错误：unauthorized"),
    ({"list": []}, "列表是空的"),
    ([], "列表是空的"),
    ({"errcode": 0, "errmsg": "ok", "list": []}, "列表是空的"),
    ({"code": 200, "msg": "success", "data": {"total": 0, "rows": []}}, "列表是空的"),
    (
        {"header": {"desc": "success", "status": 0}, "body": {"data": [{"result": {"timeSpan": ["2024/10/01"], "fields": [
            "source_type_title", "pv_count"], "items": [[[{"name": "直达"}]], [[5]]]}}]}}, "百度统计",
    ),
    ({"list": [{"ref_date": "20240903", "visit_total": 812, "share_pv": 30, "share_uv": 18}]}, "小程序的数据"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "what"), ANSWERS)
def test_what_an_interface_answers_instead_of_data_is_said(still, answer, what):
    assert what in reason(still.load(json.dumps(answer, ensure_ascii=False).encode(), "a.json"))


@pytest.mark.parametrize("container", ["csv", "xls", "xlsx", "html", "GB18030 csv"])
def test_headers_without_rows_say_that_the_range_has_no_data(still, container):
    line = reason(still.load(files.CONTAINERS[container](samples.GROWTH[:2])))
    assert "这个时间段没有数据，只有表头" in line
