"""What those outside the offices come to: where they stand, their letters, and their deadlines in a calendar."""
