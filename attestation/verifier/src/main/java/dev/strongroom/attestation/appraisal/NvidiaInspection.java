package dev.strongroom.attestation.appraisal;

import static dev.strongroom.attestation.appraisal.EvidenceInspection.field;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an NVIDIA device's report says by itself.
final class NvidiaInspection {
  private NvidiaInspection() {}

  static Seen of(Evidence evidence, Optional<Bytes> nonce, Conditions conditions)
      throws MalformedException {
    var report = NvidiaReport.parse(evidence.report());
    var chain = CertificateChain.parse(evidence.chain());
    var fields = new ArrayList<>(fields(report));
    var nvidia = conditions.collateral().nvidia();
    var verification =
        NvidiaVerifier.verify(
            report,
            chain,
            conditions.anchors(),
            nvidia.about(chain),
            conditions.now(),
            conditions.cache());
    return switch (verification) {
      case Rejected<NvidiaReport>(var findings) -> Seen.refused(fields, findings);
      case Verified<NvidiaReport> verified -> {
        var device = NvidiaDevice.of(verified);
        fields.add(field("architecture", device.architecture().text()));
        fields.add(field("device id", device.id()));
        fields.add(field("ueid", device.ueid()));
        device.pdi().ifPresent(pdi -> fields.add(field("certified PDI", pdi)));
        var measured =
            NvidiaAppraisal.measured(
                verified, nvidia, conditions.anchors(), conditions.now(), conditions.cache());
        fields.add(
            field(
                "measurements",
                measured.compared() == 0
                    ? "not compared"
                    : measured.matched() + " of " + measured.compared() + " match"));
        var bound = nonce.map(n -> NvidiaAppraisal.bound(verified, n)).orElse(List.of());
        var all = Seen.both(bound, NvidiaAppraisal.intrinsic(verified));
        all.addAll(measured.findings());
        all.addAll(NvidiaAppraisal.notLookedUp(verified));
        yield Seen.device(fields, all, device);
      }
    };
  }

  static List<Inspection.Field> fields(NvidiaReport report) {
    var fields = new ArrayList<Inspection.Field>();
    fields.add(field("requester nonce", report.nonce().hex()));
    fields.add(field("measurement blocks", "" + report.measurements().size()));
    switch (report.opaque()) {
      case OpaqueData.Gpu gpu -> gpu(gpu, fields);
      case OpaqueData.Switch one -> {
        fields.add(field("BIOS version", one.vbiosVersion()));
        fields.add(field("PDI", one.pdi()));
        fields.add(field("lock status", one.locked() ? "locked" : "not locked"));
      }
    }
    var version = report.opaque().formatVersion();
    fields.add(field("opaque data", version.isEmpty() ? "legacy" : "NVDAOD " + version));
    fields.add(field("FWID", report.opaque().fwid().map(Object::toString).orElse("absent")));
    return fields;
  }

  private static void gpu(OpaqueData.Gpu gpu, List<Inspection.Field> fields) {
    fields.add(field("driver version", gpu.driverVersion()));
    fields.add(field("VBIOS version", gpu.vbiosVersion()));
    fields.add(field("NVDEC0", gpu.nvdec0On() ? "on" : "off"));
    fields.add(
        field("protected PCIe", gpu.protectedPcie().filter(on -> on).isPresent() ? "on" : "off"));
    fields.add(field("mode", gpu.mode().map(Enum::name).orElse("contradictory")));
    gpu.fspUcodeSvn().ifPresent(svn -> fields.add(field("FSP_UCODE_SVN", "" + svn)));
  }
}
