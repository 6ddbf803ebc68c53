/// The demonstration's site: its files, ports and processes.
@NullMarked
package dev.strongroom.quickstart.site;

import org.jspecify.annotations.NullMarked;
