"""Files while they are loaded, and what became of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.terminal.listener import bar
from pubkpi.model.errors import DataError
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.text import Lang, Text, count_of
from pubkpi.printing.accounts import platform_label

_FEW = 3
if TYPE_CHECKING:
    from pubkpi.ingest.result import FileResult


def follow(
    results: Iterable["FileResult"], sizes: Callable[[], list[int]], *, asks: bool = False
) -> list["FileResult"]:
    """All *results*, shown as they come: a bar on a terminal, else a line a file.

    If the command *asks* questions, a file that waits for an answer is not an error yet.
    """
    done = []
    if not console.has_terminal():
        for result in results:
            if not (asks and result.question):
                show_progress(result)
            done.append(result)
        return done
    with bar(sizes()) as move:
        for result in results:
            if result.error and not (asks and result.question):
                show_progress(result)
            done.append(result)
            move()
    return done


def show_progress(result: "FileResult") -> None:
    """Write one line to stderr when a file is done."""
    if result.state in ("already_loaded", "empty"):
        return
    if result.error:
        console.error(result.error)
        return
    rows, label = result.rows, result.label.say(language())
    if result.state == "recognised":
        kept = t(f"只归档，不入库（{rows.ignored} 行）", f"for the archive only ({count_of(rows.ignored, 'row')})")
        console.say(f"= {result.path} · {label} · {kept}")
        return
    owner = f" · {result.account}" if result.account else ""
    left = _ignored_words(result) if result.ignored_count else ""
    bad = t(f"，拒收 {rows.rejected}", f", {rows.rejected} rejected") if rows.rejected else ""
    counts = t(f"{rows.loaded} 行{bad}{left}", f"{count_of(rows.loaded, 'row')}{bad}{left}")
    mark = {"loaded": "+", "corrected": "~"}.get(result.state, "?")
    console.say(f"{mark} {result.path} · {label}{owner} · {t('截至', 'as of')} {result.as_of} · {counts}")


def _ignored_words(result: "FileResult") -> str:
    """How many rows were ignored; for a form, which people fill in, also which."""
    count, which = result.ignored_count, result.ignored_text
    if not result.export.startswith("form_"):
        return t(f"，忽略 {count}", f", {count} ignored")
    return t(f"，忽略 {count}（{which.zh}）", f", {count} ignored ({which.en})")


def show_files(results: Sequence["FileResult"]) -> None:
    """Show the files by export, with their rows, and the findings of the loads."""
    lang = language()
    dry = any(result.state.startswith("would_") for result in results)
    files: Counter[str] = Counter()
    rows: dict[str, list[int]] = {}
    for result in results:
        if result.state in ("loaded", "would_load", "corrected", "would_correct"):
            label = result.label.say(lang)
            files[label] += 1
            sums = rows.setdefault(label, [0, 0, 0])
            for i, count in enumerate((result.rows.loaded, result.rows.rejected, result.ignored_count)):
                sums[i] += count
    if files:
        header = (
            t("导出", "export"),
            t("文件", "files"),
            t("入库行", "rows") if not dry else t("可入库行", "rows to load"),
            t("拒收", "rejected"),
            t("忽略", "ignored"),
        )
        console.table(header, [(k, str(n), *(f"{c:,}" for c in rows[k])) for k, n in files.items()], right=(1, 2, 3, 4))
    elif results:
        console.out(t("没有新的数据。", "Nothing new was loaded."))
    else:
        show_no_file()
    if dry:
        console.say(t("只是检查，什么都没有入库。", "A dry run: nothing was loaded."))
    kept = sum(result.state == "recognised" for result in results)
    if kept:
        console.say(t(f"{kept} 个文件只归档，不入库。", f"{kept} for the archive only, nothing to load."))
    again = sum(result.state == "already_loaded" for result in results)
    if again:
        console.say(t(f"{again} 个文件此前已导入，没有变化。", f"{again} already loaded; nothing changes."))
    _show_empty([result for result in results if result.state == "empty"])
    listed = _merge_strangers(ordered(_findings(results)))
    console.findings(listed)
    if len(listed) > _FEW and files:
        _show_sum(sum(files.values()), [sum(column) for column in zip(*rows.values(), strict=True)], dry=dry)


def _show_sum(files: int, rows: Sequence[int], *, dry: bool) -> None:
    """The table once more as one line, for it has scrolled away."""
    loaded, rejected, _ = rows
    some = t(f"，拒收 {rejected:,} 行", f", {rejected:,} rejected") if rejected else ""
    zh = f"{'可导入' if dry else '已导入'} {files} 个文件、{loaded:,} 行{some}。"
    console.say(t(zh, f"{count_of(files, 'file')} {'to load' if dry else 'loaded'}: {loaded:,} rows{some}."))


def show_no_file() -> None:
    """That no file is there, and where files belong."""
    zh = "没有文件：平台导出的文件放进 inbox/账号名称/，登记表放进 inbox/。"
    en = "No file is there: exports go into inbox/ACCOUNT/, forms into inbox/."
    console.out(t(zh, en))


def _show_empty(forms: Sequence["FileResult"]) -> None:
    """A line on the forms in which nothing is written yet; of one what to do with it."""
    if len(forms) == 1 and (error := forms[0].error):
        console.say(error.line(language()))
    elif forms:
        names = [one.path.replace("\\", "/").rpartition("/")[2] for one in forms]
        more = t(f" 等 {len(names)} 张", f" and {len(names) - _FEW} more") if len(names) > _FEW else ""
        zh, en = "、".join(names[:_FEW]), ", ".join(names[:_FEW])
        console.say(t(f"还没有填的登记表，略过：{zh}{more}", f"forms with nothing in them yet, left out: {en}{more}"))


def _findings(results: Sequence["FileResult"]) -> Iterator[Finding]:
    """The findings of each of *results*, and of the accounts that came with them."""
    from pubkpi.ingest.accounts.directory import arrivals

    yield from arrivals(results)
    yield from (finding for result in results for finding in result.findings)


def _merge_strangers(findings: Iterable[Finding]) -> list[Finding]:
    """The *findings*, those of one unknown account as one that says how many files are of it."""
    listed = [*findings]
    count = Counter((one.message, one.hint) for one in listed if one.id == "ingest.unknown_account")
    merged = dict[object, Finding]()
    for i, one in enumerate(listed):
        n = count[one.message, one.hint]
        words = Text(f"{one.message.zh}（共 {n} 个文件）", f"{one.message.en} ({count_of(n, 'file')})")
        key = (one.message, one.hint) if n > 1 else i
        merged.setdefault(key, replace(one, message=words) if n > 1 else one)
    return [*merged.values()]


def refuse(results: Sequence["FileResult"]) -> None:
    """Exit 4 when a file was refused; its own line has already said why."""
    refused = sum(result.state == "refused" for result in results)
    if refused:
        if unknown := unknown_accounts(results):
            zh = "确是新账号，加 --new-accounts 再运行一次；写错了，加 --alias 错名=账号"
            en = "If they are new, run it again with --new-accounts; if wrong, with --alias WRONG=RIGHT"
            console.say(t(f"不认识的账号：{unknown}。{zh}。", f"unknown accounts: {unknown}. {en}."))
        rest = len(results) - refused
        console.say(
            t(
                f"{refused} 个文件被拒收，没有入库；其余 {rest} 个已处理。",
                f"{refused} refused, changing nothing; {rest} done.",
            )
        )
        raise typer.Exit(DataError.exit_code)


def unknown_accounts(results: Sequence["FileResult"]) -> str:
    """All names in *results* that nobody knows, each with its platform and files; "" when there are none."""
    files = Counter(name for one in results if one.question == "account" for name in one.strangers)
    listed = [
        t(
            f"{name}（{platform_label(platform, 'zh')}，{n} 个文件）",
            f"{name} ({platform}, {n} file{'s' if n > 1 else ''})",
        )
        for (name, platform), n in files.items()
    ]
    return t("、", ", ").join(listed)


def files_as_json(results: Sequence["FileResult"], lang: Lang) -> dict[str, Any]:
    """The results of `ingest --format json`."""
    findings = ordered(_findings(results))
    return {
        "schema_version": 1,
        "files": [result.as_json(lang) for result in results],
        "findings": [finding.as_json(lang) for finding in findings],
    }
