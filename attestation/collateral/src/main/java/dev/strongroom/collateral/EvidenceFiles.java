package dev.strongroom.collateral;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evidence that lies in files: one report, any number of certificates, perhaps its event log and
/// collateral, in any order. Which is which is told by their bytes.
public final class EvidenceFiles {
  /// Names under which reports and chains are looked for in a folder.
  private static final List<String> FOLDER =
      List.of("report.bin", "vcek.pem", "vcek.der", "vlek.pem", "vlek.der", "cert-chain.pem");

  private static final Bytes PEM_START = Bytes.utf8("-----BEGIN ");

  private EvidenceFiles() {}

  /// What the files held.
  ///
  /// @param report the file of the report
  /// @param eventLog what is said to have been measured
  /// @param collateral what the bundle has, then what lay beside the report
  public record Found(
      Evidence evidence, Path report, Optional<EventLog> eventLog, Collateral collateral) {}

  /// Reads evidence: exactly one report, then certificates (PEM or DER), leaf first. What is
  /// missing of the chain comes from `bundle`. Beside them may lie Intel's answers (JSON), a TCB
  /// signing chain and revocation lists (DER), which count where the bundle has nothing; of the
  /// bundle's sets of Intel's data the standard one decides. Beside a device's report may lie
  /// NVIDIA's manifests (XML, or the service's JSON), which count where the bundle has none, OCSP
  /// answers and lists (DER), which count beside those of the bundle. Azure's Evidence brings its
  /// own certificates: those beside it complete its chains.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if there is no report, more than one, no certificate, or a file
  ///   that is none of these
  public static Found read(List<Path> files, Bundle bundle) throws IOException, MalformedException {
    return read(files, bundle, EvaluationSet.Update.STANDARD);
  }

  /// As above.
  ///
  /// @param set which of the bundle's sets of Intel's data decides
  public static Found read(List<Path> files, Bundle bundle, EvaluationSet set)
      throws IOException, MalformedException {
    var reports = new ArrayList<Path>();
    var report = Bytes.empty();
    var certificates = new ArrayList<Certificate>();
    var eventLogs = new ArrayList<EventLog>();
    var loose = new LooseCollateral();
    var nvidia = new LooseNvidia();
    for (var file : files) {
      var content = content(file);
      if (takes(nvidia, file, content)
          || takes(loose, file, content)
          || takes(eventLogs, content)) {
        continue;
      }
      if (isReport(content)) {
        reports.add(file);
        report = content;
      } else {
        var chain = certificates(file, content);
        if (!loose.takes(chain)) {
          certificates.addAll(chain);
        }
      }
    }
    if (reports.size() != 1 || eventLogs.size() > 1) {
      throw new MalformedException(
          "files",
          -1,
          "got %d reports %s and %d event logs, want 1 report and at most 1 event log"
              .formatted(reports.size(), reports, eventLogs.size()));
    }
    if (report.length() > Evidence.MAX_REPORT_BYTES) {
      throw new MalformedException(reports.getFirst().toString(), -1, "exceeds 512 KiB");
    }
    var scheme = EvidenceFormat.detect(report);
    var collateral = loose.and(bundle.collateral(set), set);
    var chain = Bytes.empty();
    switch (scheme) {
      case AZURE_VTPM -> collateral = collateral.withIssuers(certificates);
      case INTEL_TDX, INTEL_SGX -> {
        if (!certificates.isEmpty()) {
          requirePck(certificates.getFirst());
          chain = chain(certificates, bundle);
        }
      }
      case AMD_SEV_SNP, NVIDIA_GPU -> chain = chain(certificates, bundle);
    }
    var evidence = new Evidence(scheme, report, chain);
    return new Found(
        evidence,
        reports.getFirst(),
        eventLogs.stream().findFirst(),
        collateral.withNvidia(nvidia.and(collateral.nvidia(), evidence)));
  }

  private static void requirePck(Certificate leaf) throws MalformedException {
    if (!leaf.commonName().equals(DcapVerifier.PCK)) {
      throw new MalformedException(
          "certificates",
          -1,
          "got '%s' beside a quote, want none or its PCK chain"
              .formatted(Printable.name(leaf.commonName())));
    }
  }

  private static Bytes content(Path file) throws IOException, MalformedException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new MalformedException(file.toString(), -1, "is not a file");
    }
    if (Files.size(file) > EventLog.MAX_LOG_BYTES) {
      throw new MalformedException(
          file.toString(), -1, "exceeds 1 MiB: no report, chain or event log is as long");
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  private static Bytes chain(List<Certificate> certificates, Bundle bundle)
      throws MalformedException {
    if (certificates.isEmpty() || certificates.size() > CertificateChain.MAX_CERTIFICATES) {
      throw new MalformedException(
          "files",
          -1,
          "got " + certificates.size() + " certificates, want 1 to 8: leaf, then its issuers");
    }
    var chain = bundle.complete(new CertificateChain(certificates)).toPem();
    if (chain.length() > Evidence.MAX_CHAIN_BYTES) {
      throw new MalformedException("certificates", -1, "exceed 64 KiB");
    }
    return chain;
  }

  private static boolean takes(List<EventLog> eventLogs, Bytes content) {
    try {
      return eventLogs.add(EventLog.parse(content));
    } catch (MalformedException _) {
      return false;
    }
  }

  private static boolean takes(LooseNvidia nvidia, Path file, Bytes content)
      throws MalformedException {
    try {
      return nvidia.takes(file, content);
    } catch (MalformedException e) {
      throw new MalformedException(file.toString(), -1, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean takes(LooseCollateral loose, Path file, Bytes content)
      throws MalformedException {
    try {
      return loose.takes(content);
    } catch (MalformedException e) {
      throw new MalformedException(file.toString(), -1, String.valueOf(e.getMessage()), e);
    }
  }

  private static List<Certificate> certificates(Path file, Bytes content)
      throws MalformedException {
    boolean isPem =
        content.length() >= PEM_START.length()
            && content.slice(0, PEM_START.length()).equals(PEM_START);
    try {
      return Bundle.certificates(file.toString(), content);
    } catch (MalformedException e) {
      if (isPem) {
        throw e;
      }
      throw new MalformedException(file.toString(), -1, "is " + neitherOfThese(content), e);
    }
  }

  /// What `content` could have been and is not, for people: `neither a report (…), …`.
  public static String neitherOfThese(Bytes content) {
    return ("neither a report (%s; this has %d %s), nor certificates (PEM from the first byte on, or"
            + " DER), a manifest (XML or JSON), an OCSP answer or revocation list (DER), Intel's"
            + " JSON, an event log")
        .formatted(
            EvidenceFormat.KNOWN, content.length(), content.length() == 1 ? "byte" : "bytes");
  }

  private static boolean isReport(Bytes content) {
    try {
      EvidenceFormat.detect(content);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  /// The verdict on the evidence in `folder` (`report.bin` beside a leaf or a chain) under the
  /// vendors' roots, as one line: see [dev.strongroom.attestation.appraisal.Inspection#verdict], or
  /// `malformed: …`.
  ///
  /// @param now the time to verify at
  /// @throws IOException if the folder cannot be read
  public static String verdict(Path folder, Bundle bundle, Instant now) throws IOException {
    var files = FOLDER.stream().map(folder::resolve).filter(Files::exists).toList();
    try {
      var found = read(files, bundle);
      return EvidenceInspection.inspect(
              found.evidence(), found.collateral(), TrustAnchors.production(), now)
          .verdict();
    } catch (MalformedException e) {
      return "malformed: " + e.getMessage();
    }
  }
}
