/// The house as docs/architecture.md draws it: which module may know which, and what stays at an
/// edge.
@NullMarked
package dev.strongroom.systemtests.house;

import org.jspecify.annotations.NullMarked;
