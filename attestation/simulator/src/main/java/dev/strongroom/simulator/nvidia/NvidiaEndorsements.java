package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.NvidiaManifests;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.OcspResponder;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the RIM and OCSP services of the fake NVIDIA answer: manifests of what good devices
/// measure, and good answers about every certificate. Thread-safe if its [SecureRandom] is.
///
/// @param nvidia issuers of devices
/// @param signers of manifests
/// @param random keys of responders
public record NvidiaEndorsements(NvidiaHierarchy nvidia, RimSigners signers, SecureRandom random) {
  /// Indexes that NVIDIA's manifests of drivers compare, and those of VBIOSes.
  private static final List<Integer> OF_DRIVERS =
      IntStream.concat(IntStream.of(7), IntStream.rangeClosed(21, 40)).boxed().toList();

  private static final List<Integer> OF_VBIOSES =
      IntStream.concat(IntStream.rangeClosed(0, 6), IntStream.rangeClosed(8, 12)).boxed().toList();
  private static final List<Integer> OF_SWITCHES = IntStream.range(0, 31).boxed().toList();

  /// All that is needed to affirm these devices.
  ///
  /// @param now from when on the answers hold, for a day
  public NvidiaCollateral about(List<SimulatedDevice> devices, Instant now) {
    return new NvidiaCollateral(manifests(devices), answers(devices, now), List.of());
  }

  /// The manifests of what these devices run, each once.
  public List<Rim> manifests(List<SimulatedDevice> devices) {
    var rims = new LinkedHashMap<RimId, Rim>();
    try {
      for (var device : devices) {
        var evidence = device.report(Bytes.zeros(32), _ -> {});
        var opaque = NvidiaReport.parse(evidence.report()).opaque();
        for (var id : NvidiaManifests.needed(device.architecture(), opaque)) {
          if (!rims.containsKey(id)) {
            var version =
                switch (id.kind()) {
                  case DRIVER ->
                      NvidiaManifests.driverVersion(opaque)
                          .orElseThrow(() -> new MalformedException("report", -1, "no driver"));
                  case VBIOS, SWITCH_BIOS -> opaque.vbiosVersion();
                };
            rims.put(id, manifest(id, device.architecture(), version));
          }
        }
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("a simulated device has other versions than devices", e);
    }
    return List.copyOf(rims.values());
  }

  private Rim manifest(RimId id, NvidiaArchitecture architecture, String version)
      throws MalformedException {
    var product =
        switch (architecture) {
          case GH100, GB100 -> architecture.text();
          case LS_10 -> "LS10";
        };
    var indexes =
        switch (id.kind()) {
          case DRIVER -> OF_DRIVERS;
          case VBIOS -> OF_VBIOSES;
          case SWITCH_BIOS -> OF_SWITCHES;
        };
    var document = new RimDocument(product, version);
    for (int index : indexes) {
      document.active(index, DeviceReportFields.measured(architecture, index + 1));
    }
    return Rim.parse(id, document.sign(signers));
  }

  /// Good answers about every issuer of these devices, and every signer of manifests.
  ///
  /// @param now from when on they hold, for a day
  public List<OcspAnswer> answers(List<SimulatedDevice> devices, Instant now) {
    var responders = new LinkedHashMap<Certificate, OcspResponder>();
    var asked = new LinkedHashMap<Certificate, Authority>();
    for (var device : devices) {
      asked.put(device.brom().certificate(), nvidia.provisioner(device.architecture()));
      asked.put(
          nvidia.provisioner(device.architecture()).certificate(),
          nvidia.identity(device.architecture()));
      asked.put(nvidia.identity(device.architecture()).certificate(), nvidia.root());
    }
    asked.put(signers.signer().certificate(), signers.l3());
    asked.put(signers.l3().certificate(), signers.ca());
    asked.put(signers.ca().certificate(), signers.root());
    var answers = new ArrayList<OcspAnswer>();
    asked.forEach(
        (certificate, issuer) -> {
          var responder =
              responders.computeIfAbsent(
                  issuer.certificate(),
                  _ ->
                      OcspResponder.delegated(
                          issuer, OcspResponder.NoCheck.KEY_PURPOSE, random, now));
          answers.add(answer(responder, certificate, now));
        });
    return answers;
  }

  private static OcspAnswer answer(OcspResponder responder, Certificate subject, Instant now) {
    try {
      var der = responder.answer(subject, now, _ -> {});
      return new OcspAnswer(OcspResponse.ofDer("answer", der), Optional.empty());
    } catch (MalformedException e) {
      throw new IllegalStateException("a made answer has another form than answers", e);
    }
  }
}
