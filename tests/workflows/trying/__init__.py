"""Trying schemes."""
