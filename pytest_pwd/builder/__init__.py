"""Knowledge to samples, samples to wordings, and the check that no probe leaks into them."""
