package dev.strongroom.protocol.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Expected values were computed apart, in Python, from the table in [Transcript]:
///
/// ```python
/// f = lambda b: struct.pack('>I', len(b)) + b
/// E = sha384(f(b'strongroom/v1/evidence-set') + struct.pack('>I', 2) + f(d1) + f(d2))  # d1 < d2
/// node = sha384(f(b'strongroom/v1/node') + f(N) + f(E))
/// T = sha384(f(b'strongroom/v1/transcript') + f(N) + f(S) + f(E) + f(ticket) + f(b'llama')
///            + struct.pack('>Q', 7) + f(policy) + f(b'broker-1') + f(b'hpke-0011-0002-0002'))
/// ```
class TranscriptTest {
  private static final Bytes NONCE = ascending(32);
  private static final Bytes S = filled(1);
  private static final Evidence A = device("a");
  private static final Evidence B = device("b");

  private static final Transcript TRANSCRIPT =
      new Transcript(
          NONCE,
          S,
          Transcript.deviceDigest(List.of(A, B)),
          filled(2),
          "llama",
          7,
          filled(3),
          "broker-1",
          KeyWrap.SUITE);

  @Test
  void deviceNonceIsAsTabled() {
    assertThat(Transcript.deviceNonce(NONCE, S).hex())
        .isEqualTo("83d4bc0911d1ddd86fa33c89e65bd66165e3aec15ae049e11acf77b0720ffe05");
  }

  @Test
  void deviceDigestIsAsTabledWhateverTheOrder() {
    var expected =
        "695805b4c931fc4f1a00ce4222aee40403bab8b1893ebc64593b408d754e728f"
            + "3602e27b6bf9caff2184780631c8fc60";

    assertThat(Transcript.deviceDigest(List.of(A, B)).hex()).isEqualTo(expected);
    assertThat(Transcript.deviceDigest(List.of(B, A)).hex()).isEqualTo(expected);
  }

  @Test
  void nodeNonceIsAsTabled() {
    assertThat(Transcript.nodeNonce(NONCE, List.of(B, A)).hex())
        .isEqualTo(
            "6d3c7fcd81b1a112dd4ba0a8f30a807b8045d02d66ca589d2a8bae9989714f88"
                + "c0e1f43ded86465b5e9439dcb12227c2");
  }

  @Test
  void digestIsAsTabled() {
    assertThat(TRANSCRIPT.digest().hex())
        .isEqualTo(
            "db01caaac5b4f325f108ccf1ecc37896516f7089a5094411433927ab497802ce"
                + "9f825e078048937213f5597c62a61b1e");
    assertThat(TRANSCRIPT.snpReportData()).isEqualTo(TRANSCRIPT.digest().concat(Bytes.zeros(16)));
  }

  @Test
  void workloadDigestIsAsTabled() {
    var environment = new TreeMap<String, String>();
    environment.put("K", "V");

    assertThat(new Workload("img", List.of("/a", "b c"), environment).digest().hex())
        .isEqualTo(
            "9a6be687f7d97c671bd71816256e250bc44357eaee3c98dc086a8869062ee562"
                + "7fe47cc076bc9139c5631a4d15b73a20");
  }

  @Test
  void aWorkloadNamesItsProgramByAnAbsolutePath() {
    for (var argv : List.of(List.<String>of(), List.of(""), List.of("a"), List.of("./a", "/b"))) {
      assertThatThrownBy(() -> new Workload("img", argv, new TreeMap<>()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("absolute path");
    }
  }

  @Test
  void everyFieldChangesTheDigest() {
    var t = TRANSCRIPT;
    var variants =
        List.of(
            t,
            new Transcript(
                filled32(), S, t.devices(), filled(2), "llama", 7, filled(3), "broker-1", "x"),
            new Transcript(
                filled32(),
                S,
                t.devices(),
                filled(2),
                "llama",
                7,
                filled(3),
                "broker-1",
                KeyWrap.SUITE),
            new Transcript(
                NONCE,
                filled(9),
                t.devices(),
                filled(2),
                "llama",
                7,
                filled(3),
                "broker-1",
                KeyWrap.SUITE),
            new Transcript(
                NONCE, S, filled(9), filled(2), "llama", 7, filled(3), "broker-1", KeyWrap.SUITE),
            new Transcript(
                NONCE, S, t.devices(), filled(9), "llama", 7, filled(3), "broker-1", KeyWrap.SUITE),
            new Transcript(
                NONCE, S, t.devices(), filled(2), "llamb", 7, filled(3), "broker-1", KeyWrap.SUITE),
            new Transcript(
                NONCE, S, t.devices(), filled(2), "llama", 8, filled(3), "broker-1", KeyWrap.SUITE),
            new Transcript(
                NONCE, S, t.devices(), filled(2), "llama", 7, filled(9), "broker-1", KeyWrap.SUITE),
            new Transcript(
                NONCE,
                S,
                t.devices(),
                filled(2),
                "llama",
                7,
                filled(3),
                "broker-2",
                KeyWrap.SUITE));
    var digests = new HashSet<Bytes>();

    variants.forEach(variant -> digests.add(variant.digest()));

    assertThat(digests).hasSameSizeAs(variants);
  }

  @Test
  void addingOrDroppingADeviceChangesTheSet() {
    assertThat(
            List.of(
                Transcript.deviceDigest(List.of()),
                Transcript.deviceDigest(List.of(A)),
                Transcript.deviceDigest(List.of(A, A)),
                Transcript.deviceDigest(List.of(A, B))))
        .doesNotHaveDuplicates();
  }

  private static Evidence device(String name) {
    return new Evidence(
        Scheme.NVIDIA_GPU, Bytes.utf8("report-" + name), Bytes.utf8("chain-" + name));
  }

  private static Bytes filled(int value) {
    var out = new BinaryWriter();
    for (int i = 0; i < 48; i++) {
      out.u8(value);
    }
    return out.toBytes();
  }

  private static Bytes filled32() {
    return filled(9).slice(0, 32);
  }

  private static Bytes ascending(int length) {
    var out = new BinaryWriter();
    for (int i = 0; i < length; i++) {
      out.u8(i);
    }
    return out.toBytes();
  }
}
