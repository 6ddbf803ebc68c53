/// `./dev vectors`: what our code says of genuine evidence and captures, beside what their own pages
/// say.
@NullMarked
package dev.strongroom.systemtests.vectors;

import org.jspecify.annotations.NullMarked;
