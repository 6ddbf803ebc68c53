@NullMarked
package dev.strongroom.detector.deliver;

import org.jspecify.annotations.NullMarked;
