/// The quickstart as a person runs it: the script, its output, its end.
@NullMarked
package dev.strongroom.systemtests.tour;

import org.jspecify.annotations.NullMarked;
