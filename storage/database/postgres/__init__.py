"""A database in PostgreSQL, for services that outgrow one machine. Needs asyncpg (`[postgres]`)."""
