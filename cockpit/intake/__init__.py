"""Intake: operators' files -> checked extracts. A mapping file says where each table is and how it is written."""

from __future__ import annotations

from cockpit.intake.city import Intake, read_city
from cockpit.intake.printing import print_report, render_page
from cockpit.intake.report import Report

__all__ = ["Intake", "Report", "print_report", "read_city", "render_page"]
