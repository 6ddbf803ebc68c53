package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.trust.EcdsaCurve;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Reads one [SnpReport], whose page is the layout. Used once.
final class SnpReportParser {
  private static final int SIGNED_BYTES = 0x2a0;
  private static final int LOWEST_VERSION = 2;
  private static final int FIRST_VERSION_WITH_MITIGATIONS = 5;
  private static final int ECDSA_P384_SHA384 = 1;
  private static final int KEY_INFO_LIMIT = 1 << 5;
  private static final int TCB_BYTES = 8;
  private static final int SIGNATURE_VALUE_BYTES = 48;
  private static final int SIGNATURE_VALUE_PADDING_BYTES = 24;

  private final Bytes source;
  private final BinaryReader in;
  private final List<SnpReport.Unknown> unknown = new ArrayList<>();
  private int version;

  SnpReportParser(Bytes source) {
    this.source = source;
    this.in = new BinaryReader(source);
  }

  SnpReport parse() throws MalformedException {
    version = version();
    return new SnpReport(
        version,
        in.u32le("GUEST_SVN"),
        new GuestPolicy(in.bits64le("POLICY")),
        in.bytes("FAMILY_ID", 16),
        in.bytes("IMAGE_ID", 16),
        in.u32le("VMPL"),
        currentTcb(),
        new PlatformInfo(in.bits64le("PLATFORM_INFO")),
        keyInfo(),
        in.bytes("REPORT_DATA", 64),
        in.bytes("MEASUREMENT", 48),
        in.bytes("HOST_DATA", 32),
        in.bytes("ID_KEY_DIGEST", 48),
        in.bytes("AUTHOR_KEY_DIGEST", 48),
        in.bytes("REPORT_ID", 32),
        in.bytes("REPORT_ID_MA", 32),
        in.bytes("REPORTED_TCB", TCB_BYTES),
        cpuid(),
        in.bytes("CHIP_ID", 64),
        in.bytes("COMMITTED_TCB", TCB_BYTES),
        firmware("CURRENT"),
        firmware("COMMITTED"),
        in.bytes("LAUNCH_TCB", TCB_BYTES),
        mitigations("LAUNCH_MIT_VECTOR"),
        mitigations("CURRENT_MIT_VECTOR"),
        signedBytes(),
        signature(),
        List.copyOf(unknown));
  }

  private int version() throws MalformedException {
    long value = in.u32le("VERSION");
    if (value < LOWEST_VERSION || value > Integer.MAX_VALUE) {
      throw new MalformedException("VERSION", 0, "got " + value + ", want 2 or later");
    }
    return (int) value;
  }

  // spec: AMD 56860 ATTESTATION_REPORT: reserved ranges are zero. A version that is not published
  // may have given them a meaning, so there they are kept aside instead.
  private void reserved(int length) throws MalformedException {
    if (version <= SnpReport.HIGHEST_KNOWN_VERSION) {
      in.zeros("reserved", length);
      return;
    }
    keep(in.position(), in.bytes("reserved", length));
  }

  private void keep(int at, Bytes value) {
    if (!value.isZero()) {
      unknown.add(new SnpReport.Unknown(at, value));
    }
  }

  private Bytes currentTcb() throws MalformedException {
    int at = in.position();
    long algorithm = in.u32le("SIGNATURE_ALGO");
    if (algorithm != ECDSA_P384_SHA384) {
      throw new MalformedException("SIGNATURE_ALGO", at, "got " + algorithm + ", want 1");
    }
    return in.bytes("CURRENT_TCB", TCB_BYTES);
  }

  private KeyInfo keyInfo() throws MalformedException {
    int at = in.position();
    long bits = in.u32le("KEY_INFO");
    if (bits >= KEY_INFO_LIMIT) {
      if (version <= SnpReport.HIGHEST_KNOWN_VERSION) {
        throw new MalformedException("KEY_INFO", at, "reserved bits are set: " + bits);
      }
      keep(at, source.slice(at, in.position()));
    }
    reserved(4);
    return KeyInfo.ofBits((int) (bits & (KEY_INFO_LIMIT - 1)));
  }

  private Cpuid cpuid() throws MalformedException {
    if (version < SnpReport.FIRST_VERSION_WITH_CPUID) {
      reserved(24);
      return new Cpuid(0, 0, 0);
    }
    var cpuid = new Cpuid(in.u8("CPUID_FAM_ID"), in.u8("CPUID_MOD_ID"), in.u8("CPUID_STEP"));
    reserved(21);
    return cpuid;
  }

  private FirmwareVersion firmware(String which) throws MalformedException {
    int build = in.u8(which + "_BUILD");
    int minor = in.u8(which + "_MINOR");
    int major = in.u8(which + "_MAJOR");
    reserved(1);
    return new FirmwareVersion(major, minor, build);
  }

  private long mitigations(String field) throws MalformedException {
    if (version < FIRST_VERSION_WITH_MITIGATIONS) {
      reserved(8);
      return 0;
    }
    return in.bits64le(field);
  }

  private Bytes signedBytes() throws MalformedException {
    reserved(SIGNED_BYTES - in.position());
    return source.slice(0, SIGNED_BYTES);
  }

  // The form of the signature follows SIGNATURE_ALGO and not the version: it is always strict.
  private EcdsaSignature signature() throws MalformedException {
    var r = in.bytes("SIGNATURE.R", SIGNATURE_VALUE_BYTES);
    in.zeros("SIGNATURE.R", SIGNATURE_VALUE_PADDING_BYTES);
    var s = in.bytes("SIGNATURE.S", SIGNATURE_VALUE_BYTES);
    in.zeros("SIGNATURE.S", SIGNATURE_VALUE_PADDING_BYTES);
    in.zeros("SIGNATURE reserved", in.remaining());
    in.end();
    return EcdsaSignature.ofLittleEndian(EcdsaCurve.P384, r, s);
  }
}
