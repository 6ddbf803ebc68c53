@NullMarked
package dev.strongroom.quickstart.flows;

import org.jspecify.annotations.NullMarked;
