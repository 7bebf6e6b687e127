"""What has become of the money: sums by year, scheme and office, for the directorate and for each office (R7.4)."""
