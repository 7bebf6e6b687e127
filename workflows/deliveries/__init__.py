"""What is owed and does not get out: seen by administrators, and tried again (B7)."""
