"""A large archive for `bench/scale.py`: its articles, how it is filled, and the measurements."""
