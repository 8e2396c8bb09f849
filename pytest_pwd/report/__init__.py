"""Verdicts and findings as text that people read; every function here is pure."""
