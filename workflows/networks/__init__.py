"""Networks: who takes part from when to when, what they do together, and how the office helps them (R2.1–R2.15)."""
