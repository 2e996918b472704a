"""The sections of a report in their order: each a pure function from a review to a view of finished strings."""

from collections.abc import Callable, Mapping

from pubkpi.model.scores import Review
from pubkpi.model.text import Lang
from pubkpi.report.sections.definitions import definitions
from pubkpi.report.sections.quality import quality
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.summary import summary
from pubkpi.report.sections.targets import targets
from pubkpi.report.sections.trend import trend

SECTIONS: Mapping[str, Callable[[Review, Lang], object]] = {
    "summary": summary,
    "scorecard": scorecard,
    "targets": targets,
    "trend": trend,
    "definitions": definitions,
    "quality": quality,
}
