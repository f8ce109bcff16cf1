"""What the benchmarks and the kill test of the outbox share."""
