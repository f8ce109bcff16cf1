"""What is remembered: tables and queries, no meaning.

Every query is a function of an open connection, so that a caller decides what is one transaction:

    async with database.write() as connection:
        await outbox.enqueue(connection, ...)
        await subscribers.advance(connection, ...)
"""
