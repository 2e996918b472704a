"""The state of the workspace for programs."""

from typing import TYPE_CHECKING, Any

from pubkpi.cli.views.scores.analyses import analysis_as_json
from pubkpi.cli.views.workspace.status import following
from pubkpi.model.text import Lang
from pubkpi.report.formats.data import period_fields
from pubkpi.report.wording.checklist import gap_words

if TYPE_CHECKING:
    from pubkpi.model.status import ChecklistItem, DataGap, DataSource, Status

_WITHOUT = ("missing", "not_due")


def status_as_json(status: "Status", lang: Lang) -> dict[str, Any]:
    """The state for `status --format json`."""
    return {
        "schema_version": 1,
        **period_fields(status.period),
        "has_plan": status.has_plan,
        "files": status.files,
        "loaded_at": status.loaded_at.isoformat(" ", "seconds") if status.loaded_at else None,
        "stale": list(status.stale),
        "new_accounts": [{"platform": platform, "account": account} for platform, account in status.newcomers],
        **_days_and_posts(status, lang),
        "rejects": [{"file": name, "rows": count} for name, count in status.rejects],
        "closed": status.closed.isoformat() if status.closed else None,
        "superseded": list(status.superseded),
        "unplanned": status.unplanned.line(lang) if status.unplanned else None,
        "milestones": analysis_as_json(status.milestones)["rows"] if status.milestones else [],
        "indicators": [_item_json(one, lang) for one in status.checklist],
        "indicators_without_value": [_missing_json(one, lang) for one in status.checklist if one.state in _WITHOUT],
        "next": list(following(status)),
    }


def _days_and_posts(status: "Status", lang: Lang) -> dict[str, Any]:
    return {
        "coverage": [
            {
                "platform": one.platform,
                "account": one.account,
                "fact": one.fact,
                "days_due": one.due,
                "days_missing": one.lacking,
                "missing": [[first.isoformat(), last.isoformat()] for first, last in one.missing],
            }
            for one in status.gaps
        ],
        "posts_without_sheet": [
            {
                "account": one.account,
                "published_on": one.published_on.isoformat(),
                "title": one.title,
                "unclear": one.unclear,
            }
            for one in status.no_sheet
        ],
        "downloads": [
            {"export": one.export, "label": one.label.say(lang), "max_span_days": one.days, "needed": one.needed}
            for one in status.downloads
        ],
    }


def _item_json(item: "ChecklistItem", lang: Lang) -> dict[str, Any]:
    return {
        "id": item.id,
        "indicator": item.label.say(lang),
        "owner": item.owner.say(lang),
        "state": item.state,
        "reason": item.reason.say(lang) or None,
        "coverage": item.coverage,
        "rows": item.rows,
        "gaps": [_gap_json(gap, gap_words(gap, item, lang), lang) for gap in item.gaps],
        "sources": [_source_json(one, lang) for one in item.sources],
        "ever_loaded": item.loaded,
    }


def _gap_json(gap: "DataGap", words: tuple[str, str], lang: Lang) -> dict[str, Any]:
    what, remedy = words
    return {
        "kind": gap.kind,
        "what": what,
        "remedy": remedy,
        "platform": gap.platform or None,
        "account": gap.account or None,
        "count": gap.count,
        "days": [[first.isoformat(), last.isoformat()] for first, last in gap.days],
        "periods": [str(one) for one in gap.periods],
        "source": _source_json(gap.source, lang) if gap.source else None,
    }


def _source_json(source: "DataSource", lang: Lang) -> dict[str, Any]:
    return {
        "id": source.id,
        "label": source.label.say(lang),
        "click": source.click.say(lang) or None,
        "form": source.form or None,
        "loaded": source.loaded,
        "max_span_days": source.days or None,
    }


def _missing_json(item: "ChecklistItem", lang: Lang) -> dict[str, Any]:
    return {
        "indicator": item.label.say(lang),
        "reason": item.reason.say(lang),
        "exports": [one.label.say(lang) for one in item.sources if not one.form],
        "forms": [one.form for one in item.sources if one.form],
        "ever_loaded": item.loaded,
    }
