"""What everyone may know: who got money, and which networks work on what. Never a person (R8.6)."""
