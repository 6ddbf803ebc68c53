package dev.strongroom.attestation.scheme.tpm;

import dev.strongroom.attestation.eventlog.DigestAlgorithm;
import dev.strongroom.attestation.trust.RsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// TPMS_ATTEST of type TPM_ST_ATTEST_QUOTE (TPM 2.0 Part 2, 10.12.12), its signature, and the PCR
/// values that came beside it. All numbers are big-endian.
///
/// | Bytes | Field | Meaning |
/// |------:|-------|---------|
/// | 4 | magic | 0xff544347: a structure that the TPM itself made |
/// | 2 | type | 0x8018, a quote |
/// | 2 + n | qualifiedSigner | name of the key and its parents |
/// | 2 + n | extraData | the nonce |
/// | 8, 4, 4, 1 | clockInfo | see [TpmClock] |
/// | 8 | firmwareVersion | the maker's own |
/// | 4 | pcrSelect.count | banks, 1 to 16 |
/// | 2, 1, 3 each | hash, sizeofSelect, pcrSelect | bit n of byte m is PCR 8m+n |
/// | 2 + n | pcrDigest | over the selected PCRs, in order |
///
/// @param pcrs SHA-256 values by number, claims of the sender: [TpmVerifier] compares them with
///   `pcrDigest`
public record TpmQuote(
    Bytes qualifiedSigner,
    Bytes extraData,
    TpmClock clock,
    Bytes firmwareVersion,
    List<PcrSelection> selections,
    Bytes pcrDigest,
    SortedMap<Integer, Bytes> pcrs,
    Bytes signedBytes,
    RsaSignature signature)
    implements SignedReport {
  /// PCRs of a PC client TPM.
  public static final int PCRS = 24;

  /// The only bank that is accepted.
  public static final DigestAlgorithm BANK = DigestAlgorithm.SHA256;

  private static final long TPM_GENERATED_VALUE = 0xff544347L;
  private static final int TPM_ST_ATTEST_QUOTE = 0x8018;
  private static final int TPM_ALG_RSASSA = 0x0014;

  /// TPMT_HA with SHA-512: an algorithm and its digest.
  private static final int MAX_NAME_BYTES = 66;

  private static final int MAX_DIGEST_BYTES = 64;

  /// HASH_COUNT of TPM 2.0 Part 2, with room.
  private static final int MAX_SELECTIONS = 16;

  private static final int SELECT_BYTES = 3;
  private static final int MIN_RSA_BYTES = 256;
  private static final int MAX_RSA_BYTES = 512;

  public TpmQuote {
    selections = List.copyOf(selections);
    pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
  }

  /// Reads a quote.
  ///
  /// @param attest TPMS_ATTEST, exactly as signed
  /// @param pcrs values that came with it, by number, 32 bytes each
  /// @throws MalformedException if `attest` is not exactly one quote, or a value no SHA-256 PCR
  public static TpmQuote parse(Bytes attest, RsaSignature signature, Map<Integer, Bytes> pcrs)
      throws MalformedException {
    for (var pcr : pcrs.entrySet()) {
      if (pcr.getKey() < 0 || pcr.getKey() >= PCRS) {
        throw new MalformedException("pcrs", -1, "got PCR" + pcr.getKey() + ", want 0 to 23");
      }
      if (pcr.getValue().length() != BANK.lengthBytes()) {
        throw new MalformedException(
            "PCR" + pcr.getKey(), -1, "got " + pcr.getValue().length() + " bytes, want 32");
      }
    }
    var in = new BinaryReader(attest);
    header(in);
    var quote =
        new TpmQuote(
            sized(in, "qualifiedSigner", MAX_NAME_BYTES),
            sized(in, "extraData", MAX_NAME_BYTES),
            clock(in),
            in.bytes("firmwareVersion", Long.BYTES),
            selections(in),
            sized(in, "pcrDigest", MAX_DIGEST_BYTES),
            new TreeMap<>(pcrs),
            attest,
            signature);
    in.end();
    return quote;
  }

  private static void header(BinaryReader in) throws MalformedException {
    // spec: TPM 2.0 Part 2, 6.2: TPM_GENERATED_VALUE marks what the TPM made itself; a restricted
    // key signs nothing else that starts so
    long magic = in.u32be("magic");
    if (magic != TPM_GENERATED_VALUE) {
      throw new MalformedException("magic", 0, "got %08x, want ff544347".formatted(magic));
    }
    int at = in.position();
    // spec: TPM 2.0 Part 2, 6.9: TPM_ST_ATTEST_QUOTE
    int type = in.u16be("type");
    if (type != TPM_ST_ATTEST_QUOTE) {
      throw new MalformedException("type", at, "got %04x, want 8018".formatted(type));
    }
  }

  private static Bytes sized(BinaryReader in, String field, int limit) throws MalformedException {
    int at = in.position();
    int length = in.u16be(field);
    if (length > limit) {
      throw new MalformedException(field, at, "length " + length + " exceeds " + limit);
    }
    return in.bytes(field, length);
  }

  private static TpmClock clock(BinaryReader in) throws MalformedException {
    long millis = in.bits64be("clock");
    long resetCount = in.u32be("resetCount");
    long restartCount = in.u32be("restartCount");
    int at = in.position();
    int safe = in.u8("safe");
    if (safe > 1) {
      throw new MalformedException("safe", at, "got " + safe + ", want 0 or 1");
    }
    return new TpmClock(millis, resetCount, restartCount, safe == 1);
  }

  private static List<PcrSelection> selections(BinaryReader in) throws MalformedException {
    int at = in.position();
    long count = in.u32be("pcrSelect.count");
    if (count > MAX_SELECTIONS) {
      throw new MalformedException("pcrSelect.count", at, "got " + count + ", limit 16");
    }
    var selections = new ArrayList<PcrSelection>();
    for (int i = 0; i < count; i++) {
      int bank = in.u16be("hash");
      int sizeAt = in.position();
      int size = in.u8("sizeofSelect");
      // spec: TCG PTP 3.6.1: PCR_SELECT_MIN and PCR_SELECT_MAX of a PC client TPM are 3
      if (size != SELECT_BYTES) {
        throw new MalformedException("sizeofSelect", sizeAt, "got " + size + ", want 3");
      }
      int bits = in.u24le("pcrSelect");
      var pcrs = new TreeSet<Integer>();
      for (int pcr = 0; pcr < PCRS; pcr++) {
        if ((bits >>> pcr & 1) == 1) {
          pcrs.add(pcr);
        }
      }
      selections.add(new PcrSelection(bank, pcrs));
    }
    return selections;
  }

  /// A signature without its TPMT_SIGNATURE header: RSASSA-PKCS1-v1_5 with SHA-256.
  ///
  /// @throws MalformedException if it is no RSA-2048 to RSA-4096 signature by its length
  public static RsaSignature rawSignature(Bytes signature) throws MalformedException {
    if (signature.length() < MIN_RSA_BYTES || signature.length() > MAX_RSA_BYTES) {
      throw new MalformedException(
          "signature", 0, "got " + signature.length() + " bytes, want 256 to 512");
    }
    return new RsaSignature(signature);
  }

  /// Reads a TPMT_SIGNATURE (TPM 2.0 Part 2, 11.3.4): algorithm, hash, length, signature.
  ///
  /// @throws MalformedException if it is not exactly one, by RSASSA with SHA-256
  public static RsaSignature tpmtSignature(Bytes signature) throws MalformedException {
    var in = new BinaryReader(signature);
    int algorithm = in.u16be("sigAlg");
    if (algorithm != TPM_ALG_RSASSA) {
      throw new MalformedException("sigAlg", 0, "got %04x, want 0014".formatted(algorithm));
    }
    int at = in.position();
    int hash = in.u16be("hash");
    if (hash != BANK.id()) {
      throw new MalformedException("hash", at, "got %04x, want 000b".formatted(hash));
    }
    var value = sized(in, "sig", MAX_RSA_BYTES);
    in.end();
    return rawSignature(value);
  }

  @Override
  public String title() {
    return "virtual TPM's quote";
  }
}
