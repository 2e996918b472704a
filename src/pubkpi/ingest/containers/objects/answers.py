"""What an interface answered in place of an export: an error, an empty list, data that is known but not read."""

import re
from collections.abc import Mapping

from pubkpi.ingest.containers.sheet import Book, Cell
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_CODE = re.compile(r"(.*[./])?(err_?code|error_code|errno|ret|code)", re.IGNORECASE)
_MESSAGE = re.compile(r"(.*[./])?(err_?msg|error_?msg|error_description|error|msg|message)", re.IGNORECASE)
_FINE = frozenset(("0", "200", "ok", "success", "true", "操作成功", "成功"))
# Fields that one interface alone answers with.
_TONGJI = re.compile(r"(.*\.)?(timeSpan|simple_date_title|fields)")
_MATOMO = re.compile(r"\d{4}-\d\d-\d\d\.nb_visits")
_VISITS = frozenset(("session_cnt", "visit_pv", "visit_uv", "visit_uv_new", "stay_time_uv", "visit_total", "share_pv"))
_LONG = 200


def check(book: Book, name: str) -> None:
    """DataError when the JSON *book* is such an answer."""
    if book.container != "json":
        return
    headers = {str(cell) for sheet in book.sheets for cell in (sheet.rows[0] if sheet.rows else ())}
    records = [dict(zip(sheet.rows[0], row, strict=False)) for sheet in book.sheets for row in sheet.rows[1:]]
    alone = records[0] if len(records) == 1 else {}
    if problem := _problem(alone):
        what = Text(
            f"不是数据，是接口返回的错误：{problem}", f"no data, but an error that the interface answered: {problem}"
        )
        raise DataError(name, what, Text("按提示改好请求，重新取数。", "Mend the request and fetch it again."))
    if sum(_TONGJI.fullmatch(one) is not None for one in headers) > 1:
        what = Text("是百度统计接口的 JSON，但不是按天的趋势", "JSON of Baidu Tongji, but no trend by day")
        hint = "取数时 method 写 trend/time/a，gran 写 day。"
        raise DataError(name, what, Text(hint, "Fetch it with the method trend/time/a and gran day."))
    if any(map(_MATOMO.fullmatch, headers)):
        what = Text("是 Matomo 的 JSON，一天一个对象", "JSON of Matomo, an object a day")
        hint = "在 Matomo 里导出 CSV，再导入。"
        raise DataError(name, what, Text(hint, "Export CSV from Matomo and ingest that."))
    if "ref_date" in headers and not _VISITS.isdisjoint(headers):
        what = Text(
            "是小程序的数据，但能导入的只有日访问趋势",
            "data of a mini-program, of which only the visits by day can be loaded",
        )
        hint = "用接口 getweanalysisappiddailyvisittrend 取数。"
        raise DataError(name, what, Text(hint, "Fetch them with the interface getweanalysisappiddailyvisittrend."))
    if not records or (alone and None in alone.values()):
        what = Text("列表是空的，没有数据", "an empty list: no data")
        raise DataError(name, what, Text("换个时间段重新取数。", "Fetch another range."))


def _problem(record: Mapping[Cell, Cell]) -> str:
    """Code and message of the error that *record* tells of; nothing where it tells of none."""
    codes = [value for key, value in record.items() if key and value and _CODE.fullmatch(key)]
    messages = [value for key, value in record.items() if key and value and _MESSAGE.fullmatch(key)]
    wrong = [one for one in codes if one.casefold() not in _FINE]
    if codes and not wrong:
        return ""
    said = [one for one in messages if one.casefold() not in _FINE]
    words = " ".join(" ".join([*wrong[:1], *said[:1]]).split())
    return "".join(one for one in words if one.isprintable())[:_LONG]
