"""A large archive to measure with: its articles, how it is filled, and what is asked of it."""
