package dev.strongroom.weights.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedFileTest {
  private static final int SEGMENT = SealedFormat.SEGMENT_BYTES;
  private static final long SEED = 77;

  @TempDir private Path directory;

  private SealedFixture sealed(int length) throws Exception {
    return SealedFixture.seal(directory, SealedFixture.seeded(length, SEED), 2);
  }

  private static void refuses(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IntegrityException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageStartingWith(fault.code() + ": ")
        .hasMessageContaining("object " + SealedFixture.NAME)
        .message()
        .doesNotContain("\n");
  }

  /// Both ways of reading must refuse, and a copy must leave nothing behind.
  private static void refusesToOpen(SealedFixture fixture, Fault copyFault, Fault readFault)
      throws Exception {
    refuses(copyFault, () -> fixture.copyAll(2));
    var copy = fixture.path().resolveSibling("copy");
    assertThat(Files.exists(copy) ? Files.size(copy) : 0).isZero();
    refuses(readFault, () -> readAll(fixture));
  }

  private static Bytes readAll(SealedFixture fixture) throws Exception {
    try (var file = fixture.open()) {
      var buffer = ByteBuffer.allocate(fixture.plain().length());
      file.read(0, buffer);
      return Bytes.copyOf(buffer.array());
    }
  }

  @Nested
  class RangeReads {
    @Test
    void giveWhatANaiveCopyGives() throws Exception {
      var fixture = sealed(1_500_000);
      var plain = fixture.plain().toArray();
      var random = new Random(SEED);
      try (var file = fixture.open()) {
        for (int i = 0; i < 600; i++) {
          int position = random.nextInt(plain.length);
          int length = random.nextInt(i % 3 == 0 ? 900_000 : 3000);
          var buffer = i % 2 == 0 ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
          int expected = Math.min(length, plain.length - position);

          assertThat(file.read(position, buffer))
              .as("seed %d, read %d", SEED, i)
              .isEqualTo(expected);
          assertThat(taken(buffer))
              .isEqualTo(Arrays.copyOfRange(plain, position, position + expected));
        }
      }
    }

    @Test
    void giveWhatANaiveCopyGivesAroundEveryBoundary() throws Exception {
      var fixture = sealed(5 * 65520 + 17);
      var plain = fixture.plain().toArray();
      try (var file = fixture.open()) {
        for (int segment = 0; segment <= 6; segment++) {
          int boundary = (int) Math.min(SealedFormat.plaintextStart(segment), plain.length);
          for (int from = Math.max(0, boundary - 2);
              from <= Math.min(boundary + 2, plain.length);
              from++) {
            for (int length : new int[] {0, 1, 2, 3, 4, 65519, 65520, 65521, 131041}) {
              var buffer = ByteBuffer.allocate(length);
              int expected = Math.min(length, Math.max(plain.length - from, 0));

              assertThat(file.read(from, buffer)).isEqualTo(from >= plain.length ? -1 : expected);
              assertThat(taken(buffer)).isEqualTo(Arrays.copyOfRange(plain, from, from + expected));
            }
          }
        }
      }
    }

    @Test
    void serveManyThreads() throws Exception {
      var fixture = sealed(700_000);
      var plain = fixture.plain().toArray();
      try (var file = fixture.open();
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var reads = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 200; i++) {
          int position = i * 3499;
          reads.add(
              () -> {
                var buffer = ByteBuffer.allocate(70_000);
                int count = file.read(position, buffer);
                return Arrays.equals(
                    taken(buffer), Arrays.copyOfRange(plain, position, position + count));
              });
        }
        for (var read : threads.invokeAll(reads)) {
          assertThat(read.get()).isTrue();
        }
      }
    }

    @Test
    void readOtherSegmentsOfADamagedObjectButNeverTheDamagedOne() throws Exception {
      var fixture = sealed(200_000);
      fixture.overwrite(flip(fixture.object(), 2 * SEGMENT + 5));
      try (var file = fixture.open()) {
        var good = ByteBuffer.allocate(100);
        assertThat(file.read(70_000, good)).isEqualTo(100);
        var bad = ByteBuffer.allocate(100);
        refuses(Fault.SEGMENT_FORGED, () -> file.read(140_000, bad));
        assertThat(bad.position()).isZero();
        assertThat(bad.array()).isEqualTo(new byte[100]);
        refuses(Fault.SEGMENT_FORGED, () -> file.read(140_000, bad));
      }
    }

    @Test
    void endWithTheFile() throws Exception {
      try (var file = sealed(10).open()) {
        assertThat(file.read(10, ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(file.read(Long.MAX_VALUE, ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThatThrownBy(() -> file.read(-1, ByteBuffer.allocate(1)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void endWhenClosed() throws Exception {
      var file = sealed(10).open();
      file.close();
      file.close();

      assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void refuseAFileThatShrankAfterItWasOpened() throws Exception {
      var fixture = sealed(200_000);
      try (var file = fixture.open()) {
        fixture.overwrite(fixture.object().slice(0, 2 * SEGMENT));
        assertThat(file.read(0, ByteBuffer.allocate(10))).isEqualTo(10);
        refuses(Fault.TRUNCATED, () -> file.read(150_000, ByteBuffer.allocate(10)));
      }
    }

    private static byte[] taken(ByteBuffer buffer) {
      buffer.flip();
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }

  @Nested
  class Tampering {
    @Test
    void truncationAtEverySegmentBoundaryIsRefused() throws Exception {
      var fixture = sealed(5 * 65520 + 17);
      var object = fixture.object();
      for (int length = 0; length < object.length(); length += SEGMENT) {
        fixture.overwrite(object.slice(0, length));
        refusesToOpen(fixture, Fault.TRUNCATED, Fault.TRUNCATED);
      }
      fixture.overwrite(object.slice(0, object.length() - 1));
      refusesToOpen(fixture, Fault.TRUNCATED, Fault.TRUNCATED);
    }

    /// The manifest would have to be forged too; the last-segment flag still refuses.
    @Test
    void truncationAtASegmentBoundaryIsRefusedEvenIfTheLengthWereForged() throws Exception {
      var fixture = sealed(5 * 65520 + 17);
      for (int segments = 1; segments <= 5; segments++) {
        var cut = fixture.object().slice(0, segments * SEGMENT);
        var path = Files.write(directory.resolve("cut" + segments), cut.toArray());
        int plain = (int) SealedFormat.plaintextStart(segments);
        var forged =
            SealedFixture.of(
                path,
                fixture.plain().slice(0, plain),
                fixture.dek(),
                fixture.context(),
                fixture.pinned().header(),
                cut.sha256());
        refusesToOpen(forged, Fault.SEGMENT_FORGED, Fault.SEGMENT_FORGED);
      }
    }

    @Test
    void everyFlippedByteOfASmallObjectIsRefused() throws Exception {
      var fixture = sealed(150);
      var object = fixture.object();
      for (int i = 0; i < object.length(); i++) {
        fixture.overwrite(flip(object, i));
        var fault = i < 40 ? Fault.HEADER_MISMATCH : Fault.SEGMENT_FORGED;
        refusesToOpen(fixture, fault, fault);
      }
    }

    @Test
    void addedBytesAreRefused() throws Exception {
      var fixture = sealed(100);
      fixture.overwrite(fixture.object().concat(Bytes.zeros(1)));

      refusesToOpen(fixture, Fault.OVERLONG, Fault.OVERLONG);
    }

    @Test
    void swappedAndRepeatedSegmentsAreRefused() throws Exception {
      var fixture = sealed(40 * 65520);
      var object = fixture.object();
      for (var pair : List.of(new int[] {1, 2}, new int[] {3, 30}, new int[] {38, 39})) {
        fixture.overwrite(
            withSegment(withSegment(object, pair[0], object, pair[1]), pair[1], object, pair[0]));
        refusesToOpen(fixture, Fault.SEGMENT_FORGED, Fault.SEGMENT_FORGED);
        fixture.overwrite(withSegment(object, pair[0], object, pair[1]));
        refusesToOpen(fixture, Fault.SEGMENT_FORGED, Fault.SEGMENT_FORGED);
      }
    }

    @Test
    void aSegmentOfAnotherObjectIsRefused() throws Exception {
      var fixture = sealed(3 * 65520);
      var other = sealed(3 * 65520);
      fixture.overwrite(withSegment(fixture.object(), 1, other.object(), 1));

      refusesToOpen(fixture, Fault.SEGMENT_FORGED, Fault.SEGMENT_FORGED);
    }

    @Test
    void anotherObjectOfTheSameLengthIsRefused() throws Exception {
      var fixture = sealed(1000);
      fixture.overwrite(sealed(1000).object());

      refusesToOpen(fixture, Fault.HEADER_MISMATCH, Fault.HEADER_MISMATCH);
    }

    @Test
    void anotherModelVersionOrKeyIsRefused() throws Exception {
      var fixture = sealed(1000);
      var elsewhere = SealedFixture.IDENTITY.objectContext("00000000000000000000000000000000");
      var otherContext =
          new SealedFixture(
              fixture.path(), fixture.plain(), fixture.dek(), elsewhere, fixture.pinned());
      var otherDek =
          new SealedFixture(
              fixture.path(),
              fixture.plain(),
              SealedFixture.fresh(32),
              fixture.context(),
              fixture.pinned());

      refusesToOpen(otherContext, Fault.SEGMENT_FORGED, Fault.SEGMENT_FORGED);
      refusesToOpen(otherDek, Fault.SEGMENT_FORGED, Fault.SEGMENT_FORGED);
    }

    @Test
    void bytesResealedByAKeyHolderAreNotCopied() throws Exception {
      var fixture = sealed(1000);
      var object = fixture.object().toArray();
      var forgery = SealedFixture.seeded(1000, SEED + 1).toArray();
      fixture.key().cipher().seal(0, true, forgery, 0, forgery.length, object, 40);
      fixture.overwrite(Bytes.copyOf(object));

      refuses(Fault.DIGEST_MISMATCH, () -> fixture.copyAll(2));
      assertThat(fixture.path().resolveSibling("copy")).isEmptyFile();
    }

    @Test
    void aMissingObjectIsNamed() throws Exception {
      var fixture = sealed(10);
      Files.delete(fixture.path());

      refusesToOpen(fixture, Fault.OBJECT_MISSING, Fault.OBJECT_MISSING);
      Files.createDirectory(fixture.path());
      refusesToOpen(fixture, Fault.OBJECT_MISSING, Fault.OBJECT_MISSING);
    }

    @Test
    void aPinWithAnotherLengthCannotBeMade() throws Exception {
      var pinned = sealed(10).pinned();

      assertThatThrownBy(
              () ->
                  new SealedObject(
                      pinned.name(),
                      11,
                      pinned.ciphertextBytes(),
                      pinned.header(),
                      pinned.sha256(),
                      pinned.dekId()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Copying {
    @Test
    void anyNumberOfWorkersGivesTheSameBytes() throws Exception {
      var fixture = sealed(9_000_001);
      for (int workers : new int[] {1, 2, 3, 16}) {
        assertThat(fixture.copyAll(workers)).isEqualTo(fixture.plain());
      }
    }

    @Test
    void reportsGrowingProgressUpToTheLength() throws Exception {
      var fixture = sealed(5_000_000);
      var seen = new ArrayList<Long>();
      try (var file = fixture.open();
          var target =
              FileChannel.open(
                  directory.resolve("target"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE)) {
        file.copyTo(
            target,
            2,
            (done, total) -> {
              assertThat(total).isEqualTo(5_000_000);
              seen.add(done);
            });
      }
      assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize(5).last().isEqualTo(5_000_000L);
    }

    @Test
    void cutsALongerTargetToLength() throws Exception {
      var fixture = sealed(100);
      Files.write(fixture.path().resolveSibling("copy"), new byte[5000]);

      assertThat(fixture.copyAll(1)).isEqualTo(fixture.plain());
    }

    @Test
    void refusesNoWorkers() throws Exception {
      var fixture = sealed(100);

      assertThatThrownBy(() -> fixture.copyAll(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Bytes flip(Bytes bytes, int index) {
    var copy = bytes.toArray();
    copy[index] ^= (byte) (1 << (index % 8));
    return Bytes.copyOf(copy);
  }

  private static Bytes withSegment(Bytes object, int to, Bytes source, int from) {
    var copy = object.toArray();
    int length = Math.min(copy.length - to * SEGMENT, source.length() - from * SEGMENT);
    length = Math.min(length, SEGMENT);
    System.arraycopy(
        source.slice(from * SEGMENT, from * SEGMENT + length).toArray(),
        0,
        copy,
        to * SEGMENT,
        length);
    return Bytes.copyOf(copy);
  }
}
