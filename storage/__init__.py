"""Tables and queries, without business rules.

Every query is a function of an open connection: the caller decides what is one transaction.

    async with database.write() as connection:
        await outbox.enqueue(connection, ...)
        await subscribers.set_next_due(connection, ...)
"""
