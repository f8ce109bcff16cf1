"""Parts of `bench/updates.py` and `bench/hostile.py`: bots, people, their archive, attacks."""
