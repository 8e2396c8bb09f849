"""The specification: knowledge files read strictly, checked whole, and walked as a graph."""
