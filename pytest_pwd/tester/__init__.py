"""Knowledge to frozen probes."""
