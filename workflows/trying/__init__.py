"""Trying a scheme before it is published: in an office of its own, with networks, people and money of its own.

A trial goes through the same forms, flows, letters and ledger as a real case. Nothing real is touched: what adds up,
publishes or lists across offices asks for `real()`, and mail is kept and never sent (decision 0028).
"""
