/// What was found and what became of it.
///
/// [dev.strongroom.detector.finding.Detector] turns flow records and gateway reports into
/// [findings][dev.strongroom.detector.finding.Finding], each with what was seen, what was expected
/// and one sentence that says why. [dev.strongroom.detector.finding.AlertBook] keeps one
/// [alert][dev.strongroom.detector.finding.Alert] for each rule, subject and crossing. What keeps
/// us from seeing is a finding too: [dev.strongroom.detector.finding.Impairment].
@NullMarked
package dev.strongroom.detector.finding;

import org.jspecify.annotations.NullMarked;
