"""Repeats (重复反映): which tickets tell of one matter, found by words they share, always with the evidence. Pure."""
