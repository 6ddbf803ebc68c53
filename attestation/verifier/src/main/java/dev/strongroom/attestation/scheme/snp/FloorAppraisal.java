package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import java.util.List;
import java.util.Optional;

/// Compares the TCBs, firmware versions and mitigation vectors of one report with the floors of its
/// product. Used once.
final class FloorAppraisal {
  private final SnpReport report;
  private final SnpFloors floors;
  private final List<Finding> out;
  private final SnpTcb reported;
  private final SnpTcb committed;
  private final SnpTcb current;
  private final SnpTcb launch;

  FloorAppraisal(SnpReport report, SnpProduct product, SnpFloors floors, List<Finding> out) {
    this.report = report;
    this.floors = floors;
    this.out = out;
    this.reported = product.tcb(report.reportedTcb());
    this.committed = product.tcb(report.committedTcb());
    this.current = product.tcb(report.currentTcb());
    this.launch = product.tcb(report.launchTcb());
  }

  void run() {
    var microcode = microcode();
    tcb("REPORTED_TCB", reported, floors.reported(), microcode);
    tcb("COMMITTED_TCB", committed, floors.committed(), microcode);
    tcb("LAUNCH_TCB", launch, floors.launch(), microcode);
    firmware("CURRENT", report.currentFirmware());
    firmware("COMMITTED", report.committedFirmware());
    mitigations("LAUNCH_MIT_VECTOR", report.launchMitigations(), floors.launchMitigations());
    mitigations("CURRENT_MIT_VECTOR", report.currentMitigations(), floors.currentMitigations());
  }

  /// The floor for this very processor; nothing where the TCBs' own hold, or none is known.
  private Optional<Integer> microcode() {
    if (floors.microcode().isEmpty()) {
      return Optional.empty();
    }
    var floor = Optional.ofNullable(floors.microcode().get(report.cpuid()));
    if (floor.isEmpty()) {
      out.add(
          new Finding(
              SnpRule.PROCESSOR_UNKNOWN,
              "a processor with a known microcode floor",
              report.hasCpuid()
                  ? report.cpuid().toString()
                  : "a report of version " + report.version() + ", which names none"));
    }
    return floor;
  }

  private void tcb(String field, SnpTcb seen, SnpTcb floor, Optional<Integer> microcode) {
    component(field, "fmc", seen.fmc(), floor.fmc(), current.fmc(), committed.fmc());
    component(
        field,
        "bootloader",
        seen.bootloader(),
        floor.bootloader(),
        current.bootloader(),
        committed.bootloader());
    component(field, "tee", seen.tee(), floor.tee(), current.tee(), committed.tee());
    component(field, "snp", seen.snp(), floor.snp(), current.snp(), committed.snp());
    component(
        field,
        "microcode",
        seen.microcode(),
        microcode.orElse(floor.microcode()),
        current.microcode(),
        committed.microcode());
  }

  private void component(
      String field, String name, int seen, int floor, int running, int rollback) {
    if (seen >= floor) {
      return;
    }
    var gap = "%s SPL 0x%02x < 0x%02x: ".formatted(name, seen, floor);
    String step;
    if (running < floor) {
      step =
          "update to a BIOS (AGESA) with %s's %s, then commit it (SNP_COMMIT)%s"
              .formatted(
                  floors.source(),
                  name.equals("snp") ? "SNP firmware" : name,
                  field.equals("LAUNCH_TCB") ? " and launch the guest again." : ".");
    } else if (field.equals("LAUNCH_TCB")) {
      step = "the host was updated since; launch the guest again.";
    } else if (rollback < floor) {
      step = "the host runs 0x%02x already; commit it (SNP_COMMIT).".formatted(running);
    } else {
      step =
          "the host committed 0x%02x already; raise REPORTED_TCB (SNP_CONFIG) and send the VCEK or"
                  .formatted(rollback)
              + " VLEK of the new TCB.";
    }
    out.add(
        new Finding(
            SnpRule.MINIMUM_TCB,
            field + " " + name + " at least " + floor,
            field + " " + name + " " + seen,
            gap + step));
  }

  private void firmware(String which, FirmwareVersion seen) {
    if (!seen.isAtLeast(floors.firmware())) {
      out.add(
          new Finding(
              SnpRule.FIRMWARE, which + " at least " + floors.firmware(), which + " " + seen));
    }
  }

  // spec: AMD 56860 1.58 ATTESTATION_REPORT: LAUNCH_MIT_VECTOR, CURRENT_MIT_VECTOR, version 5 on
  private void mitigations(String field, long seen, long wanted) {
    long missing = wanted & ~seen;
    if (missing == 0) {
      return;
    }
    var found =
        new Finding(
            SnpRule.MITIGATION,
            field + " with " + Long.toHexString(wanted),
            report.hasMitigations()
                ? field + " lacks " + Long.toHexString(missing)
                : "a report of version " + report.version() + ", which has none");
    out.add(
        report.hasMitigations()
            ? found
            : found.advising(
                "This cannot be proven before a report of version 5 (ABI 1.58): update the host's"
                    + " firmware."));
  }
}
