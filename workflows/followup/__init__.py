"""What is followed up when money is paid: reports that are owed, progress reports, money to be paid back."""
