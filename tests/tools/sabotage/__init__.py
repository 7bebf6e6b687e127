"""Shows that the suite notices: plants one fault at a time in a copy of the tree and demands that tests go red."""
