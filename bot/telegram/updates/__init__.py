"""Receiving updates, by polling or webhook; each is handled once."""
