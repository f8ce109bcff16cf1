"""Find the names in a sentence, by the rules of each language."""
