"""What people write in a case outside the flows: documents and their register, messages, notes, another edition."""
