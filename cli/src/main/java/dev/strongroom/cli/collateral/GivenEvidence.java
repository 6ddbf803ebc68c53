package dev.strongroom.cli.collateral;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evidence in files, told apart by what they hold: reports of CPUs; a device's report, and beside
/// it its certificates, all before or all behind it; devices in the JSON of NVIDIA's tools.
///
/// @param reports of CPUs
/// @param devices in the order of the files
record GivenEvidence(List<Path> reports, List<Device> devices) {
  /// A device.
  ///
  /// @param source file, and the place in it
  record Device(String source, Evidence evidence) {}

  GivenEvidence {
    reports = List.copyOf(reports);
    devices = List.copyOf(devices);
  }

  /// Reads `files`.
  ///
  /// @throws Failure if one is not there, or holds nothing of these
  static GivenEvidence read(List<Path> files) throws IOException, Failure {
    var reading = new Reading();
    for (var file : files) {
      try {
        reading.take(file, content(file));
      } catch (MalformedException e) {
        throw new Failure(Failure.Kind.USAGE, "malformed", file + ": " + e.getMessage(), e);
      }
    }
    reading.end();
    return new GivenEvidence(reading.reports, reading.devices);
  }

  private static Bytes content(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    if (Files.size(file) > EvidenceDocument.MAX_BYTES) {
      throw new Failure(
          Failure.Kind.USAGE, "malformed", file + " is longer than any report or quote");
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  /// Goes from file to file.
  private static final class Reading {
    private final List<Path> reports = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Certificate> chain = new ArrayList<>();
    private Optional<Path> device = Optional.empty();
    private Bytes report = Bytes.empty();
    private boolean chainCameFirst;
    private Optional<Path> firstOfChain = Optional.empty();

    void take(Path file, Bytes content) throws MalformedException, Failure {
      if (EvidenceDocument.isMeantBy(content)) {
        endDevice();
        takeDocument(file, EvidenceDocument.parse(content));
      } else if (isReport(content)) {
        endDevice();
        takeReport(file, content, EvidenceFormat.detect(content));
      } else {
        takeCertificates(file, content);
      }
    }

    private void takeCertificates(Path file, Bytes content) throws MalformedException, Failure {
      var taken = certificates(content);
      if (chainCameFirst) {
        endDevice();
      }
      if (chain.isEmpty()) {
        firstOfChain = Optional.of(file);
      }
      chain.addAll(taken);
    }

    private void takeDocument(Path file, EvidenceDocument document) {
      for (int i = 0; i < document.devices().size(); i++) {
        devices.add(new Device(file + " devices[" + i + "]", document.devices().get(i)));
      }
    }

    private void takeReport(Path file, Bytes content, Scheme scheme) {
      switch (scheme) {
        case NVIDIA_GPU -> {
          device = Optional.of(file);
          report = content;
          chainCameFirst = !chain.isEmpty();
        }
        case AMD_SEV_SNP, INTEL_TDX, INTEL_SGX, AZURE_VTPM -> reports.add(file);
      }
    }

    private static boolean isReport(Bytes content) {
      try {
        EvidenceFormat.detect(content);
        return true;
      } catch (MalformedException _) {
        return false;
      }
    }

    private static List<Certificate> certificates(Bytes content) throws MalformedException {
      if (content.length() > 0 && content.at(0) == '-') {
        return CertificateChain.parse(content).certificates();
      }
      try {
        return List.of(Certificate.ofDer("certificate", content));
      } catch (MalformedException e) {
        throw new MalformedException(
            "file",
            0,
            ("is neither a report (%s; this has %s), nor certificates (PEM from the first byte on,"
                    + " or DER), nor a list of devices (JSON)")
                .formatted(EvidenceFormat.KNOWN, Lines.count(content.length(), "byte")),
            e);
      }
    }

    void end() throws Failure {
      endDevice();
      if (!chain.isEmpty()) {
        throw new Failure(
            Failure.Kind.USAGE,
            "usage",
            firstOfChain.orElseThrow()
                + " has certificates, and no device's report stands beside it");
      }
    }

    private void endDevice() throws Failure {
      if (device.isEmpty()) {
        return;
      }
      var file = device.get();
      if (chain.isEmpty() || chain.size() > CertificateChain.MAX_CERTIFICATES) {
        throw new Failure(
            Failure.Kind.USAGE,
            "usage",
            "%s is a device's report, got %d certificates beside it, want its chain (PEM)"
                .formatted(file, chain.size()));
      }
      devices.add(
          new Device(
              file.toString(),
              new Evidence(
                  Scheme.NVIDIA_GPU, report, new CertificateChain(List.copyOf(chain)).toPem())));
      chain.clear();
      chainCameFirst = false;
      device = Optional.empty();
    }
  }
}
