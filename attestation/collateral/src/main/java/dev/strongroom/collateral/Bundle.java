package dev.strongroom.collateral;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.bundle.BundleReader;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.NvidiaItem;
import dev.strongroom.collateral.item.RimAnswer;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What verification needs beforehand: issuers' certificates, revocation lists, Intel's and
/// NVIDIA's documents. Nothing in it is trusted, and freshness is judged by whoever uses it, at the
/// time that it is given. Immutable, thread-safe.
public final class Bundle {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_FILES = 1000;
  private static final Bytes PEM_START = Bytes.utf8("-----BEGIN ");

  private final Map<Bytes, Certificate> byFingerprint;
  private final Map<Bytes, Certificate> bySubject;
  private final Map<Item, Material> byItem;

  private Bundle(
      Map<Bytes, Certificate> byFingerprint,
      Map<Bytes, Certificate> bySubject,
      Map<Item, Material> byItem) {
    this.byFingerprint = Map.copyOf(byFingerprint);
    this.bySubject = Map.copyOf(bySubject);
    this.byItem = Map.copyOf(byItem);
  }

  /// Nothing.
  public static Bundle empty() {
    return new Bundle(Map.of(), Map.of(), Map.of());
  }

  /// These materials, of which AMD's issuers complete chains. Intel's quotes bring their own.
  ///
  /// @throws MalformedException if two materials are of one item, or hold different issuers of one
  ///   name
  public static Bundle of(Collection<Material> materials) throws MalformedException {
    var issuers = new Gathered();
    var byItem = new HashMap<Item, Material>();
    for (var material : materials) {
      var name = material.item().name();
      if (byItem.put(material.item(), material) != null) {
        throw new MalformedException(name, -1, "is there twice");
      }
      switch (material.item()) {
        case AmdItem _ -> issuers.addAll(name, material.certificates());
        case IntelItem _, NvidiaItem _ -> {}
      }
    }
    return new Bundle(issuers.byFingerprint, issuers.bySubject, byItem);
  }

  /// Reads a bundle that one of `trusted` signed, for use at `now`.
  ///
  /// @throws IOException if it cannot be read
  /// @throws BundleException if it is not exactly what one of them signed, or not for `now`
  /// @throws MalformedException if it holds different issuers of one name
  public static Bundle openSigned(Path bundle, Collection<PublicKey> trusted, Instant now)
      throws IOException, BundleException, MalformedException {
    return of(BundleReader.read(bundle, trusted).at(now).materials());
  }

  /// Reads a bundle whoever made it, for use at `now`, or a directory of mere certificates.
  ///
  /// @throws IOException if it cannot be read
  /// @throws BundleException if it is not what its manifest says, or not for `now`
  /// @throws MalformedException as for [#load]
  public static Bundle open(Path path, Instant now)
      throws IOException, BundleException, MalformedException {
    return BundleReader.isBundle(path)
        ? of(BundleReader.readUnsigned(path).at(now).materials())
        : load(path);
  }

  /// Reads every `.der`, `.pem`, `.crt` and `.cer` file below `directory`, at most four levels
  /// deep. Other files are left alone. Only issuers are kept: certificates that may sign others.
  ///
  /// @throws IOException if the directory or a file cannot be read, or there are more than 1000
  /// @throws MalformedException if a file holds no certificate, or two files hold different issuers
  ///   of one name
  public static Bundle load(Path directory) throws IOException, MalformedException {
    var issuers = new Gathered();
    for (var file : certificateFiles(directory)) {
      issuers.addAll(file.toString(), read(file));
    }
    return new Bundle(issuers.byFingerprint, issuers.bySubject, Map.of());
  }

  /// Certificates that may sign others, one of a name.
  private static final class Gathered {
    private final Map<Bytes, Certificate> byFingerprint = new LinkedHashMap<>();
    private final Map<Bytes, Certificate> bySubject = new LinkedHashMap<>();

    void addAll(String source, List<Certificate> certificates) throws MalformedException {
      for (var certificate : certificates) {
        if (!certificate.mayIssue()) {
          continue;
        }
        byFingerprint.put(certificate.fingerprint(), certificate);
        var same = bySubject.put(certificate.subject(), certificate);
        if (same != null && !same.equals(certificate)) {
          throw new MalformedException(
              source,
              -1,
              "another certificate of " + certificate.subjectText() + " is there; keep one");
        }
      }
    }
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

  /// How many issuers there are.
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

  /// The material of `item`, fresh or not.
  public Optional<Material> find(Item item) {
    return Optional.ofNullable(byItem.get(item));
  }

  /// Everything but loose certificates, by name.
  public List<Material> materials() {
    return byItem.values().stream()
        .sorted(Comparator.comparing(material -> material.item().name()))
        .toList();
  }

  /// The certificate of a chip at the TCB that it reports.
  public Optional<Certificate> vcek(AmdItem.Vcek item) {
    return find(item).map(material -> material.certificates().getFirst());
  }

  /// The newest revocation list of `product`, DER. AMD publishes it at two addresses.
  public Optional<Bytes> amdRevocationList(SnpProduct product) {
    return Arrays.stream(AmdItem.Key.values())
        .flatMap(key -> find(new AmdItem.Crl(product, key)).stream())
        .max(Comparator.comparing(Material::issuedAt))
        .map(Material::body);
  }

  /// All that verification may need. Intel's data of one set decide, those of the others say what
  /// would change by them.
  ///
  /// @throws MalformedException if a part of it has another form than the verifier wants
  public Collateral collateral(EvaluationSet set) throws MalformedException {
    var lists = new ArrayList<RevocationList>();
    for (var product : SnpProduct.values()) {
      var list = amdRevocationList(product);
      if (list.isPresent()) {
        lists.add(RevocationList.ofDer("CRL of " + product.text(), list.get()));
      }
    }
    var dcap = new ArrayList<DcapCollateral>();
    var others = new ArrayList<Collateral.OtherSet>();
    for (var material : materials()) {
      if (material.item() instanceof IntelItem.TcbInfo(var tee, var fmspc, var of)) {
        var found = new ArrayList<DcapCollateral>();
        for (var ca : PckCa.values()) {
          dcap(tee, fmspc, ca, of).ifPresent(found::add);
        }
        if (of.equals(set)) {
          dcap.addAll(found);
        } else {
          // Which CA's list comes along does not matter: it is the deciding set that is looked up.
          found.stream()
              .limit(1)
              .forEach(one -> others.add(new Collateral.OtherSet(of.text(), one)));
        }
      }
    }
    return new Collateral(
        lists.isEmpty() ? new Revocation.NotGiven() : new Revocation.Given(lists),
        dcap,
        new Issuers(List.copyOf(bySubject.values())),
        nvidia(),
        others);
  }

  /// What NVIDIA says of its devices and their software.
  ///
  /// @throws MalformedException if a part of it has another form than the verifier wants
  public NvidiaCollateral nvidia() throws MalformedException {
    var rims = new ArrayList<Rim>();
    var answers = new ArrayList<OcspAnswer>();
    var lists = new ArrayList<RevocationList>();
    for (var material : materials()) {
      if (material.item() instanceof NvidiaItem item) {
        switch (item) {
          case NvidiaItem.Rim _ -> rims.add(RimAnswer.read(item.name(), material.body()));
          case NvidiaItem.Ocsp _ ->
              // They were asked for without a nonce, for whoever uses the bundle.
              answers.add(
                  new OcspAnswer(
                      OcspResponse.ofDer(item.name(), material.body()), Optional.empty()));
          case NvidiaItem.Crl _ -> lists.add(RevocationList.ofDer(item.name(), material.body()));
        }
      }
    }
    return new NvidiaCollateral(rims, answers, lists);
  }

  /// What Intel says of a platform, if all of it is there.
  ///
  /// @param fmspc from the PCK certificate
  /// @param ca that issued the PCK certificate
  /// @throws MalformedException if a part of it has another form than the verifier wants
  public Optional<DcapCollateral> dcap(Tee tee, Bytes fmspc, PckCa ca, EvaluationSet set)
      throws MalformedException {
    var tcbInfo = find(new IntelItem.TcbInfo(tee, fmspc, set));
    var qeIdentity = find(new IntelItem.QeIdentity(tee, set));
    var pckCrl = find(new IntelItem.PckCrl(ca));
    var rootCrl = find(new IntelItem.RootCrl());
    if (Stream.of(tcbInfo, qeIdentity, pckCrl, rootCrl).anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        DcapCollateral.of(
            tcbInfo.get().body(),
            tcbInfo.get().issuerChain(),
            qeIdentity.get().body(),
            qeIdentity.get().issuerChain(),
            rootCrl.get().body(),
            pckCrl.get().body()));
  }
}
