package dev.strongroom.attestation.appraisal;

import static dev.strongroom.attestation.appraisal.EvidenceInspection.field;

import dev.strongroom.attestation.appraisal.EvidenceInspection.Seen;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What an NVIDIA device's report says by itself.
final class NvidiaInspection {
  private NvidiaInspection() {}

  static Seen of(Evidence evidence, TrustAnchors anchors, Instant now) throws MalformedException {
    var report = NvidiaReport.parse(evidence.report());
    var chain = CertificateChain.parse(evidence.chain());
    var fields = new ArrayList<>(fields(report));
    return switch (NvidiaVerifier.verify(report, chain, anchors, now)) {
      case Rejected<NvidiaReport>(var findings) -> new Seen(false, fields, findings);
      case Verified<NvidiaReport> verified -> {
        var device = NvidiaDevice.of(verified);
        fields.add(field("architecture", device.architecture()));
        fields.add(field("device id", device.id()));
        fields.add(field("ueid", device.ueid()));
        yield new Seen(true, fields, NvidiaAppraisal.intrinsic(verified));
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
