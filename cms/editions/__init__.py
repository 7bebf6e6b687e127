"""Editions of guideline documents in time and in two languages: what follows what, what lags, what is to be revised."""
