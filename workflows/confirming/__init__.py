"""The pages where somebody without an account stands behind an application (R2.5, R3.4)."""
