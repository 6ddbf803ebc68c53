@NullMarked
package dev.strongroom.detector.attribution;

import org.jspecify.annotations.NullMarked;
