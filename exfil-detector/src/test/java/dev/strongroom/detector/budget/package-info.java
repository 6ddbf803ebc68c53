@NullMarked
package dev.strongroom.detector.budget;

import org.jspecify.annotations.NullMarked;
