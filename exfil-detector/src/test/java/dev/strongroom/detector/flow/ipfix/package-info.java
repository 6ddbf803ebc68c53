@NullMarked
package dev.strongroom.detector.flow.ipfix;

import org.jspecify.annotations.NullMarked;
