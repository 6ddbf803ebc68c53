package dev.strongroom.collateral;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Certificates of a directory, read once. Immutable, thread-safe.
public final class Bundle {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_FILES = 1000;
  private static final Bytes PEM_START = Bytes.utf8("-----BEGIN ");

  private final Map<Bytes, Certificate> byFingerprint;
  private final Map<Bytes, Certificate> bySubject;

  private Bundle(Map<Bytes, Certificate> byFingerprint, Map<Bytes, Certificate> bySubject) {
    this.byFingerprint = Map.copyOf(byFingerprint);
    this.bySubject = Map.copyOf(bySubject);
  }

  /// No certificates.
  public static Bundle empty() {
    return new Bundle(Map.of(), Map.of());
  }

  /// Reads every `.der`, `.pem`, `.crt` and `.cer` file below `directory`, at most four levels
  /// deep. Other files are left alone. Only issuers are kept: certificates that may sign others.
  ///
  /// @throws IOException if the directory or a file cannot be read, or there are more than 1000
  /// @throws MalformedException if a file holds no certificate, or two files hold different issuers
  ///   of one name
  public static Bundle load(Path directory) throws IOException, MalformedException {
    var byFingerprint = new LinkedHashMap<Bytes, Certificate>();
    var bySubject = new LinkedHashMap<Bytes, Certificate>();
    for (var file : certificateFiles(directory)) {
      for (var certificate : read(file)) {
        if (!certificate.mayIssue()) {
          continue;
        }
        byFingerprint.put(certificate.fingerprint(), certificate);
        var same = bySubject.put(certificate.subject(), certificate);
        if (same != null && !same.equals(certificate)) {
          throw new MalformedException(
              file.toString(),
              -1,
              "another certificate of " + certificate.subjectText() + " is there; keep one");
        }
      }
    }
    return new Bundle(byFingerprint, bySubject);
  }

  private static List<Path> certificateFiles(Path directory) throws IOException {
    try (var files = Files.walk(directory, MAX_DEPTH)) {
      var found =
          files
              .filter(file -> file.toString().matches(".*\\.(der|pem|crt|cer)"))
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1)
              .toList();
      if (found.size() > MAX_FILES) {
        throw new IOException(directory + " holds more than " + MAX_FILES + " certificate files");
      }
      return found;
    }
  }

  private static List<Certificate> read(Path file) throws IOException, MalformedException {
    if (Files.size(file) > Evidence.MAX_CHAIN_BYTES) {
      throw new MalformedException(file.toString(), -1, "exceeds 64 KiB");
    }
    return certificates(file.toString(), Bytes.copyOf(Files.readAllBytes(file)));
  }

  /// The certificates in `content`: PEM, or one DER.
  ///
  /// @param name how errors name it
  static List<Certificate> certificates(String name, Bytes content) throws MalformedException {
    int prefix = PEM_START.length();
    boolean pem = content.length() >= prefix && content.slice(0, prefix).equals(PEM_START);
    try {
      return pem
          ? CertificateChain.parse(content).certificates()
          : List.of(Certificate.ofDer("certificate", content));
    } catch (MalformedException e) {
      throw new MalformedException(name, -1, String.valueOf(e.getMessage()), e);
    }
  }

  /// How many certificates there are.
  public int size() {
    return byFingerprint.size();
  }

  /// The certificate whose DER has this SHA-256.
  public Optional<Certificate> byFingerprint(Bytes fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }

  /// SHA-256 of the DER of every certificate that issued itself: candidates for a root, trusted by
  /// whoever says so.
  public List<Bytes> rootFingerprints() {
    return byFingerprint.entrySet().stream()
        .filter(entry -> entry.getValue().issuer().equals(entry.getValue().subject()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The issuer with this Name, DER.
  public Optional<Certificate> bySubject(Bytes subject) {
    return Optional.ofNullable(bySubject.get(subject));
  }

  /// `chain`, prolonged by issuers of this bundle until a root or an unknown issuer. A complete
  /// chain comes back as it is.
  public CertificateChain complete(CertificateChain chain) {
    var certificates = new ArrayList<>(chain.certificates());
    while (certificates.size() < CertificateChain.MAX_CERTIFICATES) {
      var last = certificates.getLast();
      var issuer = bySubject(last.issuer());
      if (last.issuer().equals(last.subject()) || issuer.isEmpty()) {
        break;
      }
      certificates.add(issuer.get());
    }
    return new CertificateChain(certificates);
  }

  /// `evidence` with its chain completed.
  ///
  /// @throws MalformedException if its chain is no chain of PEM certificates
  public Evidence complete(Evidence evidence) throws MalformedException {
    var chain = complete(CertificateChain.parse(evidence.chain()));
    return new Evidence(evidence.scheme(), evidence.report(), chain.toPem());
  }
}
