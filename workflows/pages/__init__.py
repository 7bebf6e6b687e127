"""The pages of the casework: thin views over reads that start from who is asking, and over the one door."""
