"""An editor sees what a draft would have made of the cases there are, before it is published (R1.4, R1.5)."""
