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
    return switch (NvidiaVerifier.verify(report, chain, conditions.anchors(), conditions.now())) {
      case Rejected<NvidiaReport>(var findings) -> Seen.refused(fields, findings);
      case Verified<NvidiaReport> verified -> {
        var device = NvidiaDevice.of(verified);
        fields.add(field("architecture", device.architecture()));
        fields.add(field("device id", device.id()));
        fields.add(field("ueid", device.ueid()));
        var bound = nonce.map(n -> NvidiaAppraisal.bound(verified, n)).orElse(List.of());
        yield Seen.device(fields, Seen.both(bound, NvidiaAppraisal.intrinsic(verified)), device);
      }
    };
  }

  static List<Inspection.Field> fields(NvidiaReport report) {
    var fields = new ArrayList<Inspection.Field>();
    fields.add(field("requester nonce", report.nonce().hex()));
    fields.add(field("measurement blocks", "" + report.measurements().size()));
    switch (report.opaque()) {
      case OpaqueData.Typed(var raw) ->
          fields.add(field("opaque data", "NVDAOD, " + raw.length() + " bytes, not read"));
      case OpaqueData.Legacy legacy -> {
        fields.add(field("driver version", legacy.driverVersion()));
        fields.add(field("VBIOS version", legacy.vbiosVersion()));
        fields.add(field("FWID", legacy.fwid().map(Object::toString).orElse("absent")));
        fields.add(field("NVDEC0", legacy.nvdec0On() ? "on" : "off"));
        fields.add(field("protected PCIe", legacy.protectedPcie() ? "on" : "off"));
      }
    }
    return fields;
  }
}
