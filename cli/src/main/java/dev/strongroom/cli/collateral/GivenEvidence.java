package dev.strongroom.cli.collateral;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
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

/// Evidence in files, told apart by what they hold: reports of CPUs; a device's report, and behind
/// it its certificates; devices in the JSON of NVIDIA's tools.
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
    reading.endDevice();
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

    void take(Path file, Bytes content) throws MalformedException, Failure {
      var scheme = scheme(content);
      if (scheme.isPresent()) {
        endDevice();
        if (scheme.get() == Scheme.NVIDIA_GPU) {
          device = Optional.of(file);
          report = content;
        } else {
          reports.add(file);
        }
        return;
      }
      if (device.isPresent() && !isJson(content)) {
        chain.addAll(certificates(content));
        return;
      }
      endDevice();
      if (!isJson(content)) {
        // Neither a report nor JSON: the form of reports says what was expected.
        EvidenceFormat.detect(content);
      }
      var all = EvidenceDocument.parse(content).devices();
      for (int i = 0; i < all.size(); i++) {
        devices.add(new Device(file + " devices[" + i + "]", all.get(i)));
      }
    }

    private static Optional<Scheme> scheme(Bytes content) {
      try {
        return Optional.of(EvidenceFormat.detect(content));
      } catch (MalformedException _) {
        return Optional.empty();
      }
    }

    private static boolean isJson(Bytes content) {
      return content.length() > 0 && (content.at(0) == '{' || content.at(0) == '[');
    }

    private static List<Certificate> certificates(Bytes content) throws MalformedException {
      return content.length() > 0 && content.at(0) == '-'
          ? CertificateChain.parse(content).certificates()
          : List.of(Certificate.ofDer("certificate", content));
    }

    void endDevice() throws Failure {
      if (device.isEmpty()) {
        return;
      }
      var file = device.get();
      if (chain.isEmpty() || chain.size() > CertificateChain.MAX_CERTIFICATES) {
        throw new Failure(
            Failure.Kind.USAGE,
            "usage",
            "%s is a device's report, got %d certificates behind it, want its chain (PEM)"
                .formatted(file, chain.size()));
      }
      devices.add(
          new Device(
              file.toString(),
              new Evidence(
                  Scheme.NVIDIA_GPU, report, new CertificateChain(List.copyOf(chain)).toPem())));
      chain.clear();
      device = Optional.empty();
    }
  }
}
