"""Cases between offices: who decides where a leader is partial (R8.2), and handing a case over (R7.3)."""
