"""What `bench/updates.py` is made of: the crowd, the archive that it searches, and the bots."""
