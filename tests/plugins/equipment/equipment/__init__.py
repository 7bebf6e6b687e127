"""A small grant for equipment: offers are compared, and one is recommended."""
