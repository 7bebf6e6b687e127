"""A case that comes from another installation: looked through, matched with the own register, and made here (R7.3)."""
