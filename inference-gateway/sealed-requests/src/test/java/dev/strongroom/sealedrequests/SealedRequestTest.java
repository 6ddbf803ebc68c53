package dev.strongroom.sealedrequests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealedRequestTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes PAYLOAD = Bytes.utf8("a prompt");

  private final RequestKey key = RequestKey.generate(9, RANDOM);
  private final RequestOpener opener = new RequestOpener(key, 1000);

  @ParameterizedTest
  @EnumSource
  void requestAndAnswerComeThrough(Suite suite) throws Exception {
    var sealed = SealedRequest.seal(key.config(), suite, PAYLOAD, RANDOM);

    var opened = opener.open(sealed.message());
    var answer = opened.sealResponse(Bytes.utf8("an answer"), RANDOM);

    assertThat(opened.payload()).isEqualTo(PAYLOAD);
    assertThat(opened.enc()).isEqualTo(sealed.enc());
    assertThat(sealed.openResponse(answer)).isEqualTo(Bytes.utf8("an answer"));
    assertThat(opened.toString()).doesNotContain("prompt");
  }

  @Test
  void refusesTheSameMessageTwice() throws Exception {
    var sealed = SealedRequest.seal(key.config(), Suite.AES_256_GCM, PAYLOAD, RANDOM);
    opener.open(sealed.message());

    assertThatThrownBy(() -> opener.open(sealed.message())).isInstanceOf(UnopenableException.class);
  }

  @Test
  void oneOfManyParallelReplaysIsOpened() throws Exception {
    var message = SealedRequest.seal(key.config(), Suite.AES_256_GCM, PAYLOAD, RANDOM).message();
    int opened = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> attempt =
          () -> {
            try {
              opener.open(message);
              return true;
            } catch (UnopenableException _) {
              return false;
            }
          };
      var tasks = new ArrayList<java.util.concurrent.Future<Boolean>>();
      for (int i = 0; i < 50; i++) {
        tasks.add(threads.submit(attempt));
      }
      for (var task : tasks) {
        opened += task.get() ? 1 : 0;
      }
    }
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void aFullMemoryOpensNothingMore() throws Exception {
    var small = new RequestOpener(key, 2);
    for (int i = 0; i < 2; i++) {
      assertThat(small.exhausted()).isFalse();
      small.open(SealedRequest.seal(key.config(), Suite.AES_256_GCM, PAYLOAD, RANDOM).message());
    }
    assertThat(small.exhausted()).isTrue();
    var third = SealedRequest.seal(key.config(), Suite.AES_256_GCM, PAYLOAD, RANDOM);
    assertThatThrownBy(() -> small.open(third.message())).isInstanceOf(UnopenableException.class);
  }

  @Test
  void garbageDoesNotFillTheMemory() throws Exception {
    var small = new RequestOpener(key, 1);
    for (int i = 0; i < 100; i++) {
      var garbage = new byte[80];
      RANDOM.nextBytes(garbage);
      var message = Encapsulation.header(9, Suite.AES_256_GCM).concat(Bytes.copyOf(garbage));
      assertThatThrownBy(() -> small.open(message)).isInstanceOf(UnopenableException.class);
    }
    small.open(SealedRequest.seal(key.config(), Suite.AES_256_GCM, PAYLOAD, RANDOM).message());
  }

  @Test
  void refusesLowOrderPoints() throws Exception {
    var zero = Encapsulation.header(9, Suite.AES_256_GCM).concat(Bytes.zeros(32 + 32));
    assertThatThrownBy(() -> opener.open(zero)).isInstanceOf(UnopenableException.class);

    var config = KeyConfig.ofKey(9, Bytes.zeros(32));
    assertThatThrownBy(() -> SealedRequest.seal(config, Suite.AES_256_GCM, PAYLOAD, RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherRequestsAnswerDoesNotOpen() throws Exception {
    var first = SealedRequest.seal(key.config(), Suite.AES_128_GCM, PAYLOAD, RANDOM);
    var second = SealedRequest.seal(key.config(), Suite.AES_128_GCM, PAYLOAD, RANDOM);
    var answer = opener.open(first.message()).sealResponse(PAYLOAD, RANDOM);

    assertThatThrownBy(() -> second.openResponse(answer)).isInstanceOf(UnopenableException.class);
  }

  @Test
  void carriesTheKeyOfTheEvidence() throws Exception {
    var spki = key.config().spki();

    // RFC 8410, section 10.1 gives the frame of an Ed25519 key; X25519 differs in one OID byte.
    assertThat(spki.length()).isEqualTo(44);
    assertThat(KeyConfig.ofSpki(9, spki)).isEqualTo(key.config());
    assertThatThrownBy(() -> KeyConfig.ofSpki(9, spki.concat(Bytes.zeros(1))))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void readsListsStrictly() throws Exception {
    var other = RequestKey.generate(10, RANDOM).config();
    var list = KeyConfig.encodeList(List.of(key.config(), other));

    assertThat(KeyConfig.parseList(list)).containsExactly(key.config(), other);
    for (int length = 1; length < list.length(); length++) {
      var cut = list.slice(0, length);
      if (length == list.length() / 2) {
        continue; // exactly the first of two equally long ones
      }
      assertThatThrownBy(() -> KeyConfig.parseList(cut)).isInstanceOf(MalformedException.class);
    }
    // KEM 0x0010, P-256: passed over, not refused
    var foreign = Bytes.ofHex("list", "0007" + "01" + "0010" + "00000000");
    assertThat(KeyConfig.parseList(foreign.concat(list))).hasSize(2);
  }

  // spec: RFC 9458 3.1
  @Test
  void readsConfigurationsStrictly() throws Exception {
    var config = key.config().encode();
    assertThat(KeyConfig.parse(config)).isEqualTo(key.config());
    for (int length = 0; length < config.length(); length++) {
      var cut = config.slice(0, length);
      assertThatThrownBy(() -> KeyConfig.parse(cut)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> KeyConfig.parse(config.concat(Bytes.zeros(1))))
        .isInstanceOf(MalformedException.class);
    for (var lengths : List.of("0000", "0003", "0006", "0404")) {
      var changed =
          config.slice(0, 35).concat(Bytes.ofHex("x", lengths)).concat(config.slice(37, 45));
      assertThatThrownBy(() -> KeyConfig.parse(changed)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void sealsOnlyWithWhatIsOffered() {
    var config =
        new KeyConfig(9, key.config().publicKey(), List.of(new KeyConfig.Algorithms(1, 3)));
    assertThatThrownBy(() -> SealedRequest.seal(config, Suite.AES_256_GCM, PAYLOAD, RANDOM))
        .hasMessage("key 9 does not offer AES_256_GCM");
  }
}
