package dev.strongroom.attestation.scheme.dcap.quote;

import dev.strongroom.attestation.trust.EcdsaCurve;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// Takes one quote apart, see [Quote] for the layout. Not thread-safe.
final class QuoteReader {
  private static final int VERSION_3 = 3;
  private static final int VERSION_5 = 5;
  private static final int ECDSA_P256 = 2;
  private static final long TEE_SGX = 0;
  private static final long TEE_TDX = 0x81;
  private static final int QE_REPORT_WRAPPER = 6;
  private static final int P256_VALUE_BYTES = 32;

  private final Bytes quote;
  private final BinaryReader in;

  QuoteReader(Bytes quote) {
    this.quote = quote;
    this.in = new BinaryReader(quote);
  }

  Quote read() throws MalformedException {
    int version = version();
    var tee = tee(version);
    int qeSvn = in.u16le("QE SVN");
    int pceSvn = in.u16le("PCE SVN");
    var qeVendorId = in.bytes("QE vendor id", 16);
    var userData = in.bytes("user data", 20);
    var body = version == VERSION_5 ? typedBody(tee) : body(tee);
    var signedBytes = quote.slice(0, in.position());
    var section = section(in, "signature section length");
    var signature = signature("quote signature", section);
    var key = section.bytes("attestation key", 2 * P256_VALUE_BYTES);
    var certification = version == VERSION_3 ? section : unwrapped(section);
    var enclave = enclave(certification, key);
    int type = certification.u16le("certification data type");
    var certificationData = rest(section(certification, "certification data size"));
    certification.end();
    var trailing = in.bytes("trailing", in.remaining());
    return new Quote(
        version,
        qeSvn,
        pceSvn,
        qeVendorId,
        userData,
        body,
        signedBytes,
        signature,
        enclave,
        type,
        certificationData,
        trailing);
  }

  private int version() throws MalformedException {
    int version = in.u16le("version");
    if (version < VERSION_3 || version > VERSION_5) {
      throw new MalformedException("version", 0, "got " + version + ", want 3 to 5");
    }
    int at = in.position();
    int keyType = in.u16le("attestation key type");
    if (keyType != ECDSA_P256) {
      throw new MalformedException(
          "attestation key type", at, "got " + keyType + ", want 2 (ECDSA P-256)");
    }
    return version;
  }

  private Tee tee(int version) throws MalformedException {
    int at = in.position();
    long type = in.u32le("TEE type");
    if (type == TEE_SGX) {
      return Tee.SGX;
    }
    if (type == TEE_TDX && version > VERSION_3) {
      return Tee.TDX;
    }
    throw new MalformedException(
        "TEE type",
        at,
        "got 0x%x, want 0 (SGX)%s"
            .formatted(type, version > VERSION_3 ? " or 0x81 (TDX)" : ", in version 3"));
  }

  private QuoteBody body(Tee tee) throws MalformedException {
    return switch (tee) {
      case SGX -> SgxReportBody.read(in);
      case TDX -> TdReport.read(in, false);
    };
  }

  // spec: TDX DCAP Quoting Library API A.4 quote version 5: body type and size precede the body
  private QuoteBody typedBody(Tee tee) throws MalformedException {
    int at = in.position();
    int type = in.u16le("body type");
    var wanted = tee == Tee.SGX ? "1 (SGX)" : "2 or 3 (TDX)";
    boolean fits = tee == Tee.SGX ? type == 1 : type == 2 || type == 3;
    if (!fits) {
      throw new MalformedException("body type", at, "got " + type + ", want " + wanted);
    }
    int want = type == 1 ? SgxReportBody.BYTES : type == 2 ? TdReport.BYTES : TdReport.BYTES_1_5;
    int sizeAt = in.position();
    long size = in.u32le("body size");
    if (size != want) {
      throw new MalformedException("body size", sizeAt, "got " + size + ", want " + want);
    }
    return type == 1 ? SgxReportBody.read(in) : TdReport.read(in, type == 3);
  }

  private static BinaryReader unwrapped(BinaryReader section) throws MalformedException {
    int at = section.position();
    int type = section.u16le("wrapper type");
    if (type != QE_REPORT_WRAPPER) {
      throw new MalformedException("wrapper type", at, "got " + type + ", want 6 (QE report)");
    }
    var inner = section(section, "wrapper size");
    section.end();
    return inner;
  }

  private QuotingEnclave enclave(BinaryReader from, Bytes key) throws MalformedException {
    int at = from.position();
    var report = SgxReportBody.read(from);
    var signedBytes = quote.slice(at, from.position());
    var signature = signature("QE report signature", from);
    int authSize = from.u16le("QE authentication data size");
    var authData = from.bytes("QE authentication data", authSize);
    return new QuotingEnclave(report, signedBytes, signature, key, authData);
  }

  private static EcdsaSignature signature(String field, BinaryReader from)
      throws MalformedException {
    var r = from.bytes(field + " r", P256_VALUE_BYTES);
    var s = from.bytes(field + " s", P256_VALUE_BYTES);
    return EcdsaSignature.ofBigEndian(EcdsaCurve.P256, r, s);
  }

  private static BinaryReader section(BinaryReader from, String field) throws MalformedException {
    int at = from.position();
    long size = from.u32le(field);
    if (size > from.remaining()) {
      throw new MalformedException(
          field, at, "got " + size + ", " + from.remaining() + " bytes remain");
    }
    return from.sub(field, (int) size);
  }

  private static Bytes rest(BinaryReader from) throws MalformedException {
    return from.bytes("certification data", from.remaining());
  }
}
