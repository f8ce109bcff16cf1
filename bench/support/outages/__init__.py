"""A database server that is stopped, cut off and filled up while the service runs."""
