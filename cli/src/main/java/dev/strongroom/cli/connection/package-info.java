/// How commands reach a broker.
@NullMarked
package dev.strongroom.cli.connection;

import org.jspecify.annotations.NullMarked;
