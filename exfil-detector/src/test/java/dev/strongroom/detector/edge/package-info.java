@NullMarked
package dev.strongroom.detector.edge;

import org.jspecify.annotations.NullMarked;
