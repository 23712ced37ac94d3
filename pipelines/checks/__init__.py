"""The relations (勾稽关系) between figures: one SQL file each, run inside a report and over the archive."""

from pipelines.checks.across import CheckRow, FindingRow, check_rows, refresh_findings, run_checks
from pipelines.checks.check import Check, CheckError, load_checks
from pipelines.checks.inside import BodyFacts, check_report, form_expected, units

__all__ = [
    "BodyFacts",
    "Check",
    "CheckError",
    "CheckRow",
    "FindingRow",
    "check_report",
    "check_rows",
    "form_expected",
    "load_checks",
    "refresh_findings",
    "run_checks",
    "units",
]
