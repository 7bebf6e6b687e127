"""Who is there to do an office’s work: accounts and roles that end, absences and substitutes."""
