"""The forms of words: lemmas, nominatives, families, and how a name sounds in other alphabets."""
