"""Findings: what in a table an analyst should know before a model sees it, by published rules.

A new finding is one function and one entry of its file's RULES.
"""

from core.dataset.findings.look import FINDINGS, Inspection, inspect, look_at

__all__ = ["FINDINGS", "Inspection", "inspect", "look_at"]
