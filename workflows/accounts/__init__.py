"""The pages of accounts that are ours: opening one by invitation, and for whom one acts."""
