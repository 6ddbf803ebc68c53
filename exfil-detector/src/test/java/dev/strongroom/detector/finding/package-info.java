@NullMarked
package dev.strongroom.detector.finding;

import org.jspecify.annotations.NullMarked;
