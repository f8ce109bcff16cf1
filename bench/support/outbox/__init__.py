"""Shared by `bench/delivery.py` and the kill test of the outbox."""
