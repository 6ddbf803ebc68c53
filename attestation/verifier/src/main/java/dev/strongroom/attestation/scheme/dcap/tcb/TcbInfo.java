package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.trust.EcdsaCurve;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Which TCB levels there are for one kind of platform (Intel PCS API version 4, Get TCB Info),
/// versions 2 (SGX) and 3 (SGX, TDX). Signed with P-256, r and s of 32 bytes each, over the bytes
/// of the object `tcbInfo` as they stand in the answer.
///
/// | Member | Meaning |
/// |---|---|
/// | id | `SGX` or `TDX`; absent in version 2, which is SGX |
/// | issueDate, nextUpdate | when it holds |
/// | fmspc, pceId | which platforms, 6 and 2 bytes in hexadecimal |
/// | tcbType | 0: how CPUSVNs are composed; no other is known |
/// | tcbEvaluationDataNumber | which TCB recovery it takes into account |
/// | tdxModule, tdxModuleIdentities | TDX: see [TdxModule] |
/// | tcbLevels | see [TcbLevel] |
///
/// @param modules by version; empty for SGX
/// @param levels highest first, at least one
/// @param signedBytes as received
public record TcbInfo(
    int version,
    Tee tee,
    Instant issueDate,
    Instant nextUpdate,
    Bytes fmspc,
    Bytes pceId,
    int tcbEvaluationDataNumber,
    Map<Integer, TdxModule> modules,
    List<TcbLevel> levels,
    Bytes signedBytes,
    EcdsaSignature signature)
    implements SignedReport {
  private static final int VERSION_2 = 2;
  private static final int VERSION_3 = 3;
  private static final int SIGNATURE_VALUE_BYTES = 32;

  public TcbInfo {
    modules = Map.copyOf(modules);
    levels = List.copyOf(levels);
  }

  /// Reads an answer: an object with `tcbInfo` and `signature`.
  ///
  /// @throws MalformedException if it is not such an answer of a known version
  public static TcbInfo ofResponse(Bytes response) throws MalformedException {
    var members = Members.read("tcbInfo", response);
    return of(
        StrictJson.memberAsWritten(response, "tcbInfo"),
        members.hex("signature", 2 * SIGNATURE_VALUE_BYTES));
  }

  /// Reads the signed part and its signature where they came apart.
  ///
  /// @param tcbInfo the JSON object, as signed
  /// @param signature r and s, 64 bytes
  /// @throws MalformedException if it is not TCB info of a known version
  public static TcbInfo of(Bytes tcbInfo, Bytes signature) throws MalformedException {
    var info = Members.read("tcbInfo", tcbInfo);
    int version = info.integer("version", VERSION_3);
    if (version < VERSION_2) {
      throw new MalformedException("tcbInfo version", -1, "got " + version + ", want 2 or 3");
    }
    var tee = version == VERSION_2 ? Tee.SGX : tee(info.text("id"));
    info.integer("tcbType", 0);
    return new TcbInfo(
        version,
        tee,
        info.instant("issueDate"),
        info.instant("nextUpdate"),
        info.hex("fmspc", 6),
        info.hex("pceId", 2),
        info.integer("tcbEvaluationDataNumber", Integer.MAX_VALUE),
        tee == Tee.TDX ? TdxModule.read(info) : Map.of(),
        TcbLevel.read(info, version, tee),
        tcbInfo,
        signature("tcbInfo signature", signature));
  }

  private static Tee tee(String id) throws MalformedException {
    for (var tee : Tee.values()) {
      if (tee.tcbInfoId().equals(id)) {
        return tee;
      }
    }
    throw new MalformedException("tcbInfo id", -1, "got '" + id + "', want SGX or TDX");
  }

  static EcdsaSignature signature(String field, Bytes signature) throws MalformedException {
    if (signature.length() != 2 * SIGNATURE_VALUE_BYTES) {
      throw new MalformedException(field, -1, "got " + signature.length() + " bytes, want 64");
    }
    return EcdsaSignature.ofBigEndian(
        EcdsaCurve.P256,
        signature.slice(0, SIGNATURE_VALUE_BYTES),
        signature.slice(SIGNATURE_VALUE_BYTES, signature.length()));
  }

  @Override
  public String title() {
    return "TCB info";
  }
}
