"""The leak scan: what could make a score too good, looked for before anything is trained.

A new rule is one function and one entry of its file's RULES.
"""

from core.leaks.scan import RULES, Scan, leak_scan

__all__ = ["RULES", "Scan", "leak_scan"]
