"""Test what a language model knows, the way code is tested."""
