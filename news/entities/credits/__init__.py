"""Find the outlets and offices that an article credits."""
