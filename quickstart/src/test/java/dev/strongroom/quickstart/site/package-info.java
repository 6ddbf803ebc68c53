@NullMarked
package dev.strongroom.quickstart.site;

import org.jspecify.annotations.NullMarked;
