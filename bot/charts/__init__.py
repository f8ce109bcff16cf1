"""Charts, drawn by matplotlib in a process of their own that ends with the picture."""
