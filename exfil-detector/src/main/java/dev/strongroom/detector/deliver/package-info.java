/// Alerts for other systems. [dev.strongroom.detector.deliver.OcsfFinding] writes an alert as an
/// OCSF 1.8.0 Detection Finding; the edge appends one line of it to the alert log for every change.
@NullMarked
package dev.strongroom.detector.deliver;

import org.jspecify.annotations.NullMarked;
