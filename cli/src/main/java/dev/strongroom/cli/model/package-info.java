/// Seal, inspect, license and enrol models.
@NullMarked
package dev.strongroom.cli.model;

import org.jspecify.annotations.NullMarked;
