/// A site to test a broker on: authorities, vendors, an owner, an agent, a database, and a link to
/// the database that can be cut.
@NullMarked
package dev.strongroom.broker.testing;

import org.jspecify.annotations.NullMarked;
