@NullMarked
package dev.strongroom.quickstart.evidence;

import org.jspecify.annotations.NullMarked;
