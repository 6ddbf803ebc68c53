/// Transactions on PostgreSQL. A database that does not answer is an
/// [dev.strongroom.protocol.client.UnavailableException], at whatever point it goes away: callers
/// release nothing and may try again.
///
/// ```java
/// long size = database.read(sql -> sql.createQuery("…").mapTo(Long.class).one());
/// ```
@NullMarked
package dev.strongroom.broker.database;

import org.jspecify.annotations.NullMarked;
