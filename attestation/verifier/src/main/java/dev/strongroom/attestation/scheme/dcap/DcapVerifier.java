package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.QuotingEnclave;
import dev.strongroom.attestation.scheme.dcap.tcb.PckExtensions;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.EvidenceVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Whether a quote comes from Intel's quoting enclave on a genuine Intel platform (TDX DCAP Quoting
/// Library API, 4.1.2.4). Pure, thread-safe.
///
/// The PCK certificate signs the quoting enclave's report, which vouches for the attestation key,
/// which signs the quote. Intel's collateral says which enclave that may be, which platforms are
/// revoked, and which TCB levels there are. All of it leads to one pinned root.
///
/// The parts can be verified apart, for many quotes by one PCK chain and one set of collateral:
/// then a quote costs two P-256 verifications.
public final class DcapVerifier {
  // spec: Intel SGX PCK Certificate and CRL Profile 1.5 1.1 PCK: PCK, PCK Platform or Processor CA,
  // SGX Root CA, all ECDSA P-256 with SHA-256
  private static final ChainRules PCK_CHAIN = new ChainRules(3, KeyAlgorithm.ECDSA_P256_SHA256);

  // spec: Intel SGX PCK Certificate and CRL Profile 1.5 1.1 TCB signing: the root issues the
  // certificate itself
  private static final ChainRules TCB_CHAIN = new ChainRules(2, KeyAlgorithm.ECDSA_P256_SHA256);

  private static final String ROOT = "Intel SGX Root CA";
  private static final String PLATFORM_CA = "Intel SGX PCK Platform CA";
  private static final String PROCESSOR_CA = "Intel SGX PCK Processor CA";

  /// Common name of every PCK certificate.
  public static final String PCK = "Intel SGX PCK Certificate";

  private static final String TCB_SIGNING = "Intel SGX TCB Signing";

  /// 939a7233-f79c-4ca9-940a-0db3957f0607
  private static final Bytes INTEL_QE =
      Bytes.copyOf(HexFormat.of().parseHex("939a7233f79c4ca9940a0db3957f0607"));

  /// Chains and statements of one quote.
  private static final int PARTS = 3;

  private DcapVerifier() {}

  /// Verifies everything. If a part fails, the others are looked at all the same, so a person sees
  /// every reason at once.
  ///
  /// @param pckChain PCK, its CA, root: [Quote#pckChain], or from the provisioning service for
  ///   quotes that carry none
  /// @param now time at which certificates, lists and collateral must hold
  public static Verification<EndorsedQuote> verify(
      Quote quote,
      CertificateChain pckChain,
      DcapCollateral collateral,
      TrustAnchors anchors,
      Instant now) {
    // TCB info and identity mostly share their signers, which are verified once.
    return verify(quote, pckChain, collateral, anchors, now, new VerificationCache(PARTS));
  }

  /// Verifies everything, with what was verified before at hand: then a quote costs one P-256
  /// verification. The verdict is the same.
  ///
  /// @param cache kept between quotes
  public static Verification<EndorsedQuote> verify(
      Quote quote,
      CertificateChain pckChain,
      DcapCollateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache) {
    var revocation = new Revocation.Given(List.of(collateral.rootCrl(), collateral.pckCrl()));
    var chain = cache.verifyChain(pckChain, PCK_CHAIN, anchors, revocation, now);
    var info = verifyTcbInfo(collateral, anchors, now, cache);
    var identity = verifyQeIdentity(collateral, anchors, now, cache);
    if (chain instanceof Verified<CertificateChain> c
        && info instanceof Verified<TcbInfo> i
        && identity instanceof Verified<QeIdentity> q) {
      return verify(quote, c, i, q, cache);
    }
    var findings = new ArrayList<Finding>();
    addReasons(chain, findings);
    addReasons(info, findings);
    addReasons(identity, findings);
    switch (chain) {
      case Verified<CertificateChain> c -> findings.addAll(signatureReasons(quote, c));
      case Rejected<CertificateChain>(var reasons) ->
          findings.addAll(forgeries(quote, pckChain, reasons));
    }
    return new Rejected<>(findings.stream().distinct().toList());
  }

  /// Verifies what can be without collateral, and rejects: nothing then says whether the platform
  /// is revoked, out of date, or of Intel's quoting enclave. The one finding of a quote whose
  /// signatures hold is `dcap.collateral-absent`.
  public static Rejected<EndorsedQuote> verifyWithoutCollateral(
      Quote quote, CertificateChain pckChain, TrustAnchors anchors, Instant now) {
    var findings = new ArrayList<Finding>();
    switch (ChainVerifier.verify(pckChain, PCK_CHAIN, anchors, new Revocation.NotGiven(), now)) {
      case Verified<CertificateChain> chain -> findings.addAll(signatureReasons(quote, chain));
      case Rejected<CertificateChain>(var reasons) -> {
        findings.addAll(reasons);
        findings.addAll(forgeries(quote, pckChain, reasons));
      }
    }
    findings.add(
        new Finding(
            DcapRule.COLLATERAL_ABSENT,
            "TCB info, quoting enclave identity and revocation lists",
            "none given"));
    return new Rejected<>(findings);
  }

  /// Verifies a PCK chain by itself, for many quotes under it.
  ///
  /// @param lists of the root and of the PCK's CA; both are needed
  public static Verification<CertificateChain> verifyPckChain(
      CertificateChain pckChain, List<RevocationList> lists, TrustAnchors anchors, Instant now) {
    return ChainVerifier.verify(pckChain, PCK_CHAIN, anchors, new Revocation.Given(lists), now);
  }

  /// Verifies TCB info by itself, for many quotes.
  public static Verification<TcbInfo> verifyTcbInfo(
      DcapCollateral collateral, TrustAnchors anchors, Instant now) {
    return verifyTcbInfo(collateral, anchors, now, new VerificationCache(PARTS));
  }

  private static Verification<TcbInfo> verifyTcbInfo(
      DcapCollateral collateral, TrustAnchors anchors, Instant now, VerificationCache cache) {
    var info = collateral.tcbInfo();
    var time = time("TCB info", info.issueDate(), info.nextUpdate(), now);
    return published(info, collateral.tcbInfoChain(), time, collateral, anchors, now, cache);
  }

  /// Verifies the quoting enclave's identity by itself, for many quotes.
  public static Verification<QeIdentity> verifyQeIdentity(
      DcapCollateral collateral, TrustAnchors anchors, Instant now) {
    return verifyQeIdentity(collateral, anchors, now, new VerificationCache(PARTS));
  }

  private static Verification<QeIdentity> verifyQeIdentity(
      DcapCollateral collateral, TrustAnchors anchors, Instant now, VerificationCache cache) {
    var identity = collateral.qeIdentity();
    var time = time("quoting enclave identity", identity.issueDate(), identity.nextUpdate(), now);
    return published(identity, collateral.qeIdentityChain(), time, collateral, anchors, now, cache);
  }

  private static <E extends SignedReport> Verification<E> published(
      E document,
      CertificateChain chain,
      List<Finding> time,
      DcapCollateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache) {
    var revocation = new Revocation.Given(List.of(collateral.rootCrl()));
    return switch (cache.verifyChain(chain, TCB_CHAIN, anchors, revocation, now)) {
      case Verified<CertificateChain> verified ->
          cache.verifyStatement(
              document,
              verified,
              (_, signers) -> {
                var findings = new ArrayList<>(time);
                name(signers, 0, List.of(TCB_SIGNING), findings);
                name(signers, 1, List.of(ROOT), findings);
                return findings;
              });
      case Rejected<CertificateChain>(var findings) -> {
        var all = new ArrayList<>(findings);
        all.addAll(time);
        yield new Rejected<>(all);
      }
    };
  }

  // spec: Intel PCS API version 4 issueDate, nextUpdate: the document holds between them
  private static List<Finding> time(String what, Instant from, Instant until, Instant now) {
    return now.isBefore(from) || now.isAfter(until)
        ? List.of(
            new Finding(
                DcapRule.COLLATERAL_TIME,
                what + " that holds at " + now,
                "holds from " + from + " to " + until))
        : List.of();
  }

  /// Verifies a quoting enclave's report by itself, for many quotes by one attestation key.
  ///
  /// @param pckChain from [#verifyPckChain]
  // spec: TDX DCAP Quoting Library API 4.1.2.4.12: the PCK signs the QE report
  public static Verification<QuotingEnclave> verifyQuotingEnclave(
      QuotingEnclave enclave, Verified<CertificateChain> pckChain) {
    return EvidenceVerifier.verify(enclave, pckChain, DcapVerifier::enclaveMismatches);
  }

  /// Verifies a quote under what was verified before: two signatures. All three must be of one
  /// profile and fresh.
  ///
  /// @param pckChain from [#verifyPckChain]
  /// @param tcbInfo from [#verifyTcbInfo]
  /// @param qeIdentity from [#verifyQeIdentity]
  /// @throws IllegalArgumentException for parts of two profiles
  public static Verification<EndorsedQuote> verify(
      Quote quote,
      Verified<CertificateChain> pckChain,
      Verified<TcbInfo> tcbInfo,
      Verified<QeIdentity> qeIdentity) {
    return verify(quote, pckChain, tcbInfo, qeIdentity, new VerificationCache(PARTS));
  }

  private static Verification<EndorsedQuote> verify(
      Quote quote,
      Verified<CertificateChain> pckChain,
      Verified<TcbInfo> tcbInfo,
      Verified<QeIdentity> qeIdentity,
      VerificationCache cache) {
    var verification =
        cache.verifyStatement(quote.quotingEnclave(), pckChain, DcapVerifier::enclaveMismatches);
    return switch (verification) {
      case Verified<QuotingEnclave> enclave -> verifyUnder(quote, enclave, tcbInfo, qeIdentity);
      case Rejected<QuotingEnclave>(var reasons) -> {
        var findings = new ArrayList<>(reasons);
        try {
          var pck = PckExtensions.of(pckChain.evidence().leaf());
          findings.addAll(
              misfits(new EndorsedQuote(quote, pck, tcbInfo.evidence(), qeIdentity.evidence())));
        } catch (MalformedException e) {
          findings.add(pckExtension(e));
        }
        yield new Rejected<>(findings);
      }
    };
  }

  /// Verifies a quote under the report of its quoting enclave: one signature.
  ///
  /// @param enclave from [#verifyQuotingEnclave], of this very quote
  /// @throws IllegalArgumentException for another quote's enclave, for parts of two profiles, and
  ///   for parts that were verified without revocation lists
  // spec: TDX DCAP Quoting Library API 4.1.2.4.16: the attestation key signs header and body
  public static Verification<EndorsedQuote> verifyUnder(
      Quote quote,
      Verified<QuotingEnclave> enclave,
      Verified<TcbInfo> tcbInfo,
      Verified<QeIdentity> qeIdentity) {
    if (enclave.profile() != tcbInfo.profile() || enclave.profile() != qeIdentity.profile()) {
      throw new IllegalArgumentException("chain and collateral are of two profiles");
    }
    if (!enclave.revocationLookedUp()
        || !tcbInfo.revocationLookedUp()
        || !qeIdentity.revocationLookedUp()) {
      throw new IllegalArgumentException("a certificate was not looked up in revocation lists");
    }
    if (!enclave.evidence().equals(quote.quotingEnclave())) {
      throw new IllegalArgumentException("the quoting enclave is another quote's");
    }
    try {
      var pck = PckExtensions.of(enclave.chain().leaf());
      var endorsed = new EndorsedQuote(quote, pck, tcbInfo.evidence(), qeIdentity.evidence());
      return EvidenceVerifier.verifyUnder(endorsed, enclave, misfits(endorsed));
    } catch (MalformedException e) {
      return new Rejected<>(List.of(pckExtension(e)));
    }
  }

  private static Finding pckExtension(MalformedException e) {
    return new Finding(
        DcapRule.PCK_EXTENSION, "Intel's SGX extensions", String.valueOf(e.getMessage()));
  }

  private static List<Finding> misfits(EndorsedQuote endorsed) {
    var findings = vendor(endorsed.quote());
    findings.addAll(endorsed.platform().mismatches(endorsed.tcbInfo(), endorsed.qeIdentity()));
    return findings;
  }

  // spec: ECDSA Quote Library API A.4 Quote Header: QE Vendor ID of Intel
  private static List<Finding> vendor(Quote quote) {
    var findings = new ArrayList<Finding>();
    if (!quote.qeVendorId().equals(INTEL_QE)) {
      findings.add(new Finding(DcapRule.QE_VENDOR, INTEL_QE.hex(), quote.qeVendorId().hex()));
    }
    return findings;
  }

  /// Reasons for which the quote is refused whatever the collateral.
  private static List<Finding> signatureReasons(Quote quote, Verified<CertificateChain> pckChain) {
    return switch (verifyQuotingEnclave(quote.quotingEnclave(), pckChain)) {
      case Verified<QuotingEnclave> enclave ->
          switch (EvidenceVerifier.verifyUnder(quote, enclave, vendor(quote))) {
            case Verified<Quote> _ -> List.of();
            case Rejected<Quote>(var reasons) -> reasons;
          };
      case Rejected<QuotingEnclave>(var reasons) -> {
        var findings = new ArrayList<>(reasons);
        findings.addAll(vendor(quote));
        yield findings;
      }
    };
  }

  /// What other lists and another time would not mend, where the chain was rejected for those
  /// alone.
  private static List<Finding> forgeries(
      Quote quote, CertificateChain pckChain, List<Finding> reasons) {
    if (!EvidenceVerifier.isMendable(reasons)) {
      return List.of();
    }
    var enclave = quote.quotingEnclave();
    var findings = new ArrayList<>(enclaveMismatches(enclave, pckChain));
    findings.addAll(EvidenceVerifier.signatureUnder(pckChain.leaf().spki(), enclave, "the PCK"));
    findings.addAll(
        EvidenceVerifier.signatureUnder(enclave.signerSpki(), quote, "the attestation key"));
    findings.addAll(vendor(quote));
    return findings;
  }

  private static List<Finding> enclaveMismatches(QuotingEnclave enclave, CertificateChain chain) {
    var findings = new ArrayList<Finding>();
    // spec: TDX DCAP Quoting Library API 4.1.2.4.4: a PCK certificate, of a PCK CA
    name(chain, 0, List.of(PCK), findings);
    name(chain, 1, List.of(PLATFORM_CA, PROCESSOR_CA), findings);
    name(chain, 2, List.of(ROOT), findings);
    // spec: TDX DCAP Quoting Library API 4.1.2.4.13: REPORTDATA binds the attestation key, all 64
    // bytes of it
    var bound = enclave.reportDataOfKey();
    if (!enclave.report().reportData().equals(bound)) {
      findings.add(
          new Finding(
              DcapRule.QE_BINDING,
              "REPORTDATA " + bound,
              enclave.report().reportData().toString()));
    }
    return findings;
  }

  private static void name(
      CertificateChain chain, int index, List<String> wanted, List<Finding> out) {
    var name = chain.certificates().get(index).commonName();
    if (!wanted.contains(name)) {
      out.add(new Finding(ChainRule.NAME, String.join(" or ", wanted), name));
    }
  }

  private static void addReasons(Verification<?> verification, List<Finding> out) {
    if (verification instanceof Rejected<?>(var findings)) {
      out.addAll(findings);
    }
  }
}
