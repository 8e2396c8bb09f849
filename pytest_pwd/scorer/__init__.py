"""The scorer: an artifact answers probes, and its verdicts are kept."""
