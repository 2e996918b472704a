"""`pubkpi schema`: what may stand in the files that people write, for editors and as a page of reference."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t

Language = StrEnum(
    "Language", ("scorecard", "measures", "export", "accounts", "categories", "surveys", "analyses", "report")
)  # files of people, and what the templates of the report know


def run(
    language: Annotated[
        Language | None,
        typer.Argument(
            metavar=t("文件", "FILE"),
            help=t(f"{' '.join(Language)} 之一，不写列出参考页", f"{', '.join(Language)}; without it, the reference"),
        ),
    ] = None,
) -> None:
    """The JSON Schema of one language, or the page of reference of all."""
    from pubkpi.workspace.settings import MARKER, Settings
    from pubkpi.workspace.yaml.schema import page, schema

    if language is None:
        console.page("\n".join(page({**languages(), MARKER: Settings})))
    elif language is Language.report:
        from pubkpi.report.context_schema import context_schema

        console.as_json(context_schema())
    else:
        console.as_json(schema(f"pubkpi {language}", languages()[language]))


def languages() -> dict[str, Any]:
    """The declaration of each language."""
    from pubkpi.ingest.load.names import AccountFile, CategoryFile
    from pubkpi.ingest.profiles.profile import ProfileFile
    from pubkpi.ingest.profiles.surveys import SurveyFile
    from pubkpi.model.explanations.analyses import AnalysisRules
    from pubkpi.specs.measures import Measures
    from pubkpi.specs.scorecard import ScorecardFile

    declared = (ScorecardFile, Measures, ProfileFile, AccountFile, CategoryFile, SurveyFile, AnalysisRules)
    return dict(zip([*Language][: len(declared)], declared, strict=True))
