package dev.strongroom.attestation.scheme.dcap.quote;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// An ECDSA quote (ECDSA Quote Library API, appendix A; TDX DCAP Quoting Library API, appendix A),
/// little-endian.
///
/// | Offset | Bytes | Field | Meaning |
/// |---:|---:|---|---|
/// | 0  | 2  | version | 3, 4 or 5 |
/// | 2  | 2  | attestation key type | 2: ECDSA P-256 |
/// | 4  | 4  | TEE type | 0 SGX, 0x81 TDX; version 3: zero |
/// | 8  | 4  | QE SVN, PCE SVN | 2 bytes each; reserved from version 4 on, not looked at there |
/// | 12 | 16 | QE vendor id | Intel: 939a7233-f79c-4ca9-940a-0db3957f0607 |
/// | 28 | 20 | user data | chosen by the quoting enclave |
/// | 48 | 6  | version 5 only: body type (2) and size (4) | 1 SGX, 2 TDX 1.0, 3 TDX 1.5 |
/// | 48 or 54 | 384, 584 or 648 | body | [SgxReportBody] or [TdReport] |
/// | then | 4 | length of the signature section | to its last byte, exactly |
///
/// The signature section, with the last four fields inside a wrapper of type 6 from version 4 on:
///
/// | Bytes | Field | Meaning |
/// |---:|---|---|
/// | 64 | signature | r, s of 32 bytes each, big-endian, over everything before the length |
/// | 64 | attestation key | x, y of 32 bytes each |
/// | 2, 4 | version 4 on: type 6 and size | of what follows, exactly |
/// | 384 | QE report | [SgxReportBody] |
/// | 64 | QE report signature | by the PCK |
/// | 2, n | QE authentication data | behind its size |
/// | 2, 4, n | certification data | type, size; type 5: the PCK chain in PEM, mostly with a NUL after it |
///
/// Hosts hand quotes out in larger buffers (8000 bytes on Google Cloud), not always cleared: bytes
/// after the signature section are kept in `trailing` and take part in nothing.
///
/// @param qeSvn meaningful in version 3
/// @param pceSvn meaningful in version 3
/// @param signedBytes header and body as received
/// @param certificationType 5 where the quote carries its own PCK chain
/// @param certificationData as received
/// @param trailing bytes after the signature section
public record Quote(
    int version,
    int qeSvn,
    int pceSvn,
    Bytes qeVendorId,
    Bytes userData,
    QuoteBody body,
    Bytes signedBytes,
    EcdsaSignature signature,
    QuotingEnclave quotingEnclave,
    int certificationType,
    Bytes certificationData,
    Bytes trailing)
    implements SignedReport {
  /// Twice the largest buffer that a host is known to hand out (32 KiB, configfs-tsm).
  public static final int MAX_BYTES = 64 * 1024;

  static final int PCK_CHAIN = 5;

  /// Reads a quote.
  ///
  /// @throws MalformedException if it is not a quote of a known version with a P-256 attestation
  ///   key, or its lengths do not agree
  public static Quote parse(Bytes quote) throws MalformedException {
    if (quote.length() > MAX_BYTES) {
      throw new MalformedException("quote", 0, "got " + quote.length() + " bytes, limit 65536");
    }
    return new QuoteReader(quote).read();
  }

  /// What it is about.
  public Tee tee() {
    return body.tee();
  }

  /// The PCK chain that the quote carries: PCK, its CA, root. It stays bytes until asked for, so
  /// that a chain verified before is found by those bytes without reading certificates again.
  ///
  /// @throws MalformedException if the certification data is of another type than 5, or no PEM
  ///   chain
  public CertificateChain pckChain() throws MalformedException {
    if (certificationType != PCK_CHAIN) {
      throw new MalformedException(
          "certification data", -1, "got type " + certificationType + ", want 5, a PCK chain");
    }
    int end = certificationData.length();
    while (end > 0 && certificationData.at(end - 1) == 0) {
      end--;
    }
    return CertificateChain.parse(certificationData.slice(0, end));
  }

  @Override
  public String title() {
    return "quote";
  }
}
