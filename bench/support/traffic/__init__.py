"""Parts of `bench/updates.py`: people, the archive that they search, and the bots."""
