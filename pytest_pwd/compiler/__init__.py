"""The compiler: samples and a recipe become an artifact, stored under the digest of what went in."""
