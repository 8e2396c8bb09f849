"""Failed items to findings, and findings to patches."""
