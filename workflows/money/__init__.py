"""Where people meet the money: pots and ledgers, what the directorate does with them, the turn of the year."""
