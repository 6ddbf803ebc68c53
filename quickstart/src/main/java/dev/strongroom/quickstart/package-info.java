/// The demonstration: a whole site on one machine, from plain weights to a contained leak, on the
/// very programs that production runs. Only the hardware is simulated.
///
/// [dev.strongroom.quickstart.Quickstart] is the command; [dev.strongroom.quickstart.Tour] tells
/// the ten steps in order, one method each. `site` starts and stops processes and lays out files,
/// `model` writes the demonstration's model, `engine` serves it, `flows` replays network traffic.
@NullMarked
package dev.strongroom.quickstart;

import org.jspecify.annotations.NullMarked;
