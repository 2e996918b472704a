"""The data's way: exported files → facts → values → scorecard → report. Only these modules know the order."""

from pubkpi.pipeline.dashboard import dashboard
from pubkpi.pipeline.explain import entity_changes, explain
from pubkpi.pipeline.load import exports, forget, ingest, rebuild
from pubkpi.pipeline.measures import measure_values
from pubkpi.pipeline.open import state_on
from pubkpi.pipeline.plans.draft import new_plan
from pubkpi.pipeline.plans.next_plan import roll_plan
from pubkpi.pipeline.plans.workbook import read_plan, save_plan, write_plan
from pubkpi.pipeline.results.adjust import accept, acceptances, undo
from pubkpi.pipeline.results.batch import report_each
from pubkpi.pipeline.results.close import close
from pubkpi.pipeline.results.misses import accept_miss, accepted_misses, withdraw_miss
from pubkpi.pipeline.results.preview import preview
from pubkpi.pipeline.results.report import eject, report
from pubkpi.pipeline.results.verify import verify
from pubkpi.pipeline.robust import robust, robust_ranks
from pubkpi.pipeline.scores import demo, kpis, league, review
from pubkpi.pipeline.trace import trace
from pubkpi.pipeline.upkeep.doctor import health
from pubkpi.pipeline.upkeep.forms import missing_forms
from pubkpi.pipeline.upkeep.state import check, checklist_page, form_records, rejects, status
from pubkpi.pipeline.upkeep.undo import undo_last
from pubkpi.pipeline.whatif import whatif

__all__ = [
    "accept",
    "accept_miss",
    "acceptances",
    "accepted_misses",
    "check",
    "checklist_page",
    "close",
    "dashboard",
    "demo",
    "eject",
    "entity_changes",
    "explain",
    "exports",
    "forget",
    "form_records",
    "health",
    "ingest",
    "kpis",
    "league",
    "measure_values",
    "missing_forms",
    "new_plan",
    "preview",
    "read_plan",
    "rebuild",
    "rejects",
    "report",
    "report_each",
    "review",
    "robust",
    "robust_ranks",
    "roll_plan",
    "save_plan",
    "state_on",
    "status",
    "trace",
    "undo",
    "undo_last",
    "verify",
    "whatif",
    "withdraw_miss",
    "write_plan",
]
