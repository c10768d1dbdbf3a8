"""Audits: of journals, decided again from the first line, and of logs that others kept."""

from .conformance import Case, Conformance, Judgement
from .finding import Breach, Finding
from .journal import audit, unreadable
from .mapping import LogMapping, mapping
from .observed import observed
from .report import Counts, Report
from .verdict import Verdict

__all__ = [
    "Breach",
    "Case",
    "Conformance",
    "Counts",
    "Finding",
    "Judgement",
    "LogMapping",
    "Report",
    "Verdict",
    "audit",
    "mapping",
    "observed",
    "unreadable",
]
