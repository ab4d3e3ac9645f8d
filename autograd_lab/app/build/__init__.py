"""From one source per lesson to two executed notebooks, and the proofs that the two are the same lesson."""
