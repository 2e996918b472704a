"""accounts.yaml and categories.yaml as sheets beside the plan: a row an entry, a column what may be said of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pubkpi.model.kpis.plan_sheet import PlanCell, PlanColumn, PlanRow, PlanSheet, Value
from pubkpi.model.text import Lang, Text
from pubkpi.printing.accounts import platform_label
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.slips import text_of

ACCOUNTS, CATEGORIES = "accounts", "categories"
PLATFORM, WORDS = "platform ", "words"  # the key of a platform's column begins so; that of a category's words
COMMAS = re.compile(r"\s*[,，、;；\n]\s*")
_TITLES = {ACCOUNTS: Text("账号", "Accounts"), CATEGORIES: Text("内容分类", "Categories")}
_DAYS = {"from": Text("{} 起", "from {}"), "to": Text("至 {}", "to {}")}
_ALIASES = Text("曾用名用 pubkpi accounts rename、merge 改", "pubkpi accounts rename and merge change other names")
_NAME = Text("账号改名用 pubkpi accounts rename", "pubkpi accounts rename gives it another name")
_IN_YAML = Text("有的词里带顿号或逗号，在 YAML 里改", "a word has a comma in it: edit the YAML")


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """The *file* with the mapping *key*, its *text*, and its entries as a *sheet*."""

    key: str
    file: Path
    text: str
    sheet: PlanSheet


def entry_sheets(settings: Settings) -> tuple[EntrySheet, ...]:
    """Those of the workspace that have entries; SpecError for a file that is wrong as it stands."""
    found = []
    for key in (ACCOUNTS, CATEGORIES):
        file = settings.root / f"{key}.yaml"
        text = text_of(file) if file.is_file() else ""
        sheet = entry_sheet(key, text, file, settings.lang)
        if sheet.rows:
            found.append(EntrySheet(key, file, text, sheet))
    return tuple(found)


def entry_sheet(key: str, text: str, file: Path, lang: Lang) -> PlanSheet:
    """The sheet of the entries under *key* that the *file* has with that *text*; SpecError for what cannot be."""
    columns, rows = (_account_sheet if key == ACCOUNTS else _category_sheet)(text, file, lang)
    return PlanSheet(file.name, _TITLES[key], lang, columns, rows)


def _account_sheet(text: str, file: Path, lang: Lang) -> tuple[tuple[PlanColumn, ...], tuple[PlanRow, ...]]:
    from pubkpi.ingest.load.names import AccountFile, accounts_in
    from pubkpi.model.facts.platforms import MEDIA
    from pubkpi.workspace.yaml import language, yaml_file

    accounts_in(text, file)
    listed = language.read(AccountFile, yaml_file.parse(text, file.name)).accounts.values()
    platforms = dict.fromkeys((*MEDIA, *(on for one in listed for on in one.platforms)))
    columns = (
        PlanColumn("id", Text("账号", "account"), 22),
        PlanColumn("unit", Text("单位", "unit"), 18),
        PlanColumn("opened_on", Text("开通日期", "opened on"), 13),
        *(
            PlanColumn(f"{PLATFORM}{on}", Text(platform_label(on, "zh"), platform_label(on, "en")), 16)
            for on in platforms
        ),
        PlanColumn("name", Text("报告里的名称", "name in reports"), 18),
        PlanColumn("aliases", Text("其他名称", "other names"), 34),
    )
    rows = []
    for one in listed:
        values: dict[str, Value] = {"unit": one.unit, "name": one.name or None}
        values["opened_on"] = one.opened_on.isoformat() if one.opened_on else None
        values |= {f"{PLATFORM}{on}": one.platforms.get(on) for on in platforms}
        cells = {key: PlanCell(value, is_open=True) for key, value in values.items()}
        aliases = Text("；", "; ").say(lang).join(_alias_words(one.node["aliases"].data, lang)) or None
        cells |= {"id": PlanCell(one.id, why=_NAME), "aliases": PlanCell(aliases, why=_ALIASES)}
        rows.append(PlanRow(one.id, 0, cells))
    return columns, tuple(rows)


def _alias_words(data: object, lang: Lang) -> Iterator[str]:
    """Each other name, with its platform and its days."""
    for one in data if isinstance(data, list) else [data] if data else []:
        known = one if isinstance(one, dict) else {"name": one}
        more = [platform_label(str(known["platform"]), lang)] if known.get("platform") else []
        more += [words.say(lang).format(known[key]) for key, words in _DAYS.items() if known.get(key)]
        yield f"{known.get('name')} ({', '.join(more)})" if more else str(known.get("name"))


def _category_sheet(text: str, file: Path, lang: Lang) -> tuple[tuple[PlanColumn, ...], tuple[PlanRow, ...]]:
    from pubkpi.ingest.load.names import CategoryFile
    from pubkpi.workspace.yaml import language, yaml_file

    listed = language.read(CategoryFile, yaml_file.parse(text, file.name)).categories
    columns = (
        PlanColumn("id", Text("分类", "category"), 22),
        PlanColumn(WORDS, Text("标题里的词", "words in titles"), 80),
    )
    rows = []
    for name, words in listed.items():
        is_open = not any(COMMAS.search(one) for one in words)
        cell = PlanCell(in_one_cell(words, lang) or None, is_open=is_open, why=Text("", "") if is_open else _IN_YAML)
        rows.append(PlanRow(name, 0, {"id": PlanCell(name, why=_IN_YAML), WORDS: cell}))
    return columns, tuple(rows)


def in_one_cell(words: tuple[str, ...], lang: Lang) -> str:
    """*words* as one cell has them."""
    return Text("、", ", ").say(lang).join(words)
