"""When the database cannot be used: what is known of it, and the watch that finds it out."""
