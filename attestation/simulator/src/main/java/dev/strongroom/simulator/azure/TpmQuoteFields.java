package dev.strongroom.simulator.azure;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The fields of a TPM quote: TPMS_ATTEST with TPMS_QUOTE_INFO (TCG TPM 2.0 Library part 2,
/// revision 1.59, 10.12), big-endian, over SHA-256 PCRs. Starts as a good quote of all 24; tests
/// change fields before it is signed. Not thread-safe.
///
/// | Bytes | Field |
/// |------:|-------|
/// |     4 | magic: ff544347 |
/// |     2 | type: 8018, TPM_ST_ATTEST_QUOTE |
/// | 2 + n | qualifiedSigner: 000b and SHA-256 |
/// | 2 + n | extraData: the nonce |
/// | 8 + 4 + 4 + 1 | clock, resetCount, restartCount, safe |
/// |     8 | firmwareVersion |
/// |     4 | count of selections, each 2 + 1 + n: hash, length, mask with PCR 0 in the lowest bit |
/// | 2 + n | pcrDigest: SHA-256 of the selected PCRs in their order |
public final class TpmQuoteFields {
  /// TPM_ALG_SHA256.
  public static final int SHA256 = 0x0b;

  private static final int PCRS = 24;
  private static final int FIRST_OF_DYNAMIC_LAUNCH = 17;
  private static final int LAST_OF_DYNAMIC_LAUNCH = 22;
  private static final int BITS = 8;

  private long magic = 0xff544347L;
  private int type = 0x8018;
  private Bytes qualifiedSigner =
      new BinaryWriter()
          .u16be(SHA256)
          .raw(Bytes.utf8("strongroom simulated AK").sha256())
          .toBytes();
  private Bytes nonce;
  private long clock = 1_000_000;
  private long resetCount = 1;
  private long restartCount;
  private int safe = 1;
  private long firmwareVersion = 0x2020031200120003L;
  private final List<Selection> selections =
      new ArrayList<>(List.of(new Selection(SHA256, mask(0xffffff))));
  private final List<Bytes> pcrs = new ArrayList<>(Collections.nCopies(PCRS, Bytes.zeros(32)));
  private Optional<Bytes> digest = Optional.empty();
  private Bytes tail = Bytes.empty();

  private record Selection(int hash, Bytes mask) {}

  /// A quote over `nonce`.
  public TpmQuoteFields(Bytes nonce) {
    this.nonce = nonce;
    for (int i = FIRST_OF_DYNAMIC_LAUNCH; i <= LAST_OF_DYNAMIC_LAUNCH; i++) {
      pcrs.set(i, ones());
    }
  }

  private static Bytes ones() {
    var out = new BinaryWriter();
    for (int i = 0; i < 32; i++) {
      out.u8(0xff);
    }
    return out.toBytes();
  }

  private static Bytes mask(int pcrs) {
    return new BinaryWriter().u24le(pcrs).toBytes();
  }

  /// TPM_GENERATED.
  public TpmQuoteFields magic(long value) {
    magic = value;
    return this;
  }

  /// TPMI_ST_ATTEST.
  public TpmQuoteFields type(int value) {
    type = value;
    return this;
  }

  /// qualifiedSigner, with its algorithm.
  public TpmQuoteFields qualifiedSigner(Bytes value) {
    qualifiedSigner = value;
    return this;
  }

  /// extraData.
  public TpmQuoteFields nonce(Bytes value) {
    nonce = value;
    return this;
  }

  /// clock, resetCount, restartCount and safe.
  public TpmQuoteFields clock(long milliseconds, long resets, long restarts, int isSafe) {
    clock = milliseconds;
    resetCount = resets;
    restartCount = restarts;
    safe = isSafe;
    return this;
  }

  /// firmwareVersion.
  public TpmQuoteFields firmwareVersion(long value) {
    firmwareVersion = value;
    return this;
  }

  /// Quotes these PCRs only, of the SHA-256 bank: bit 0 for PCR 0.
  public TpmQuoteFields select(int mask) {
    selections.clear();
    return alsoSelect(SHA256, mask(mask));
  }

  /// Adds a selection of any bank and mask. It changes no digest: set that with [#digest].
  public TpmQuoteFields alsoSelect(int hash, Bytes mask) {
    selections.add(new Selection(hash, mask));
    return this;
  }

  /// Names another bank for what is selected.
  public TpmQuoteFields bank(int hash) {
    selections.replaceAll(selection -> new Selection(hash, selection.mask()));
    return this;
  }

  /// Value of the PCR `index`, 32 bytes.
  public TpmQuoteFields pcr(int index, Bytes value) {
    pcrs.set(index, value);
    return this;
  }

  /// pcrDigest in place of that of the selected PCRs.
  public TpmQuoteFields digest(Bytes value) {
    digest = Optional.of(value);
    return this;
  }

  /// Bytes after the end.
  public TpmQuoteFields tail(Bytes value) {
    tail = value;
    return this;
  }

  /// All 24 PCRs, selected or not.
  List<Bytes> pcrs() {
    return List.copyOf(pcrs);
  }

  /// TPMS_ATTEST.
  Bytes message() {
    var out = new BinaryWriter().u32be(magic).u16be(type);
    sized(out, qualifiedSigner);
    sized(out, nonce);
    out.u64be(clock).u32be(resetCount).u32be(restartCount).u8(safe).u64be(firmwareVersion);
    out.u32be(selections.size());
    for (var selection : selections) {
      out.u16be(selection.hash()).u8(selection.mask().length()).raw(selection.mask());
    }
    sized(out, digest.orElseGet(this::selectedDigest));
    return out.raw(tail).toBytes();
  }

  private static void sized(BinaryWriter out, Bytes value) {
    out.u16be(value.length()).raw(value);
  }

  private Bytes selectedDigest() {
    var selected = new BinaryWriter();
    var mask = selections.isEmpty() ? Bytes.empty() : selections.getFirst().mask();
    for (int i = 0; i < Math.min(PCRS, mask.length() * BITS); i++) {
      if ((mask.at(i / BITS) >>> (i % BITS) & 1) == 1) {
        selected.raw(pcrs.get(i));
      }
    }
    return selected.toBytes().sha256();
  }
}
