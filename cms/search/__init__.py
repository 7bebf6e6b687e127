"""Search in what the public reads: guidelines to the paragraph, calls, contacts and articles (R1.6, R1.7)."""
