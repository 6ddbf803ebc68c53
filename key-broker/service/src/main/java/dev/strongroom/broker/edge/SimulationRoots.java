package dev.strongroom.broker.edge;

import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.broker.StartException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Reads the simulator's roots: PEM certificates, of which the self-issued ones count, or
/// fingerprints, one a line. Lines that are empty or begin with `#` say nothing. In a directory
/// every `.pem` and `.txt` counts.
final class SimulationRoots {
  private static final String OPTION = "strongroom.broker.simulation.roots";
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  private SimulationRoots() {}

  static TrustAnchors read(Path path) throws StartException {
    var fingerprints = new ArrayList<Bytes>();
    try {
      for (var file : files(path)) {
        var text = Files.readString(file);
        fingerprints.addAll(text.contains(CERTIFICATE) ? ofPem(text) : ofLines(text));
      }
      return TrustAnchors.simulation(fingerprints);
    } catch (IOException | CertificateException | MalformedException e) {
      throw new StartException(OPTION + " = " + path + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new StartException(OPTION + " = " + path + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var files = Files.list(path)) {
      return files.filter(file -> file.toString().matches(".*\\.(pem|txt)")).sorted().toList();
    }
  }

  private static List<Bytes> ofPem(String text) throws CertificateException {
    var fingerprints = new ArrayList<Bytes>();
    var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
      if (certificate instanceof X509Certificate x509
          && x509.getSubjectX500Principal().equals(x509.getIssuerX500Principal())) {
        fingerprints.add(Bytes.copyOf(certificate.getEncoded()).sha256());
      }
    }
    return fingerprints;
  }

  private static List<Bytes> ofLines(String text) throws MalformedException {
    var fingerprints = new ArrayList<Bytes>();
    for (var line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        fingerprints.add(Bytes.ofHex("fingerprint", line));
      }
    }
    return fingerprints;
  }
}
