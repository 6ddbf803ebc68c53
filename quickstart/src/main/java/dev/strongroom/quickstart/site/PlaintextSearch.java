package dev.strongroom.quickstart.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Looks for pieces of a plain file in every file below a directory, at any offset.
public final class PlaintextSearch {
  /// How many pieces are looked for.
  public static final int CANARIES = 8;

  private static final int CANARY_BYTES = 32;

  private final List<byte[]> canaries;
  private final boolean[] firstBytes = new boolean[256];

  private PlaintextSearch(List<byte[]> canaries) {
    this.canaries = canaries;
    canaries.forEach(canary -> firstBytes[canary[0] & 0xff] = true);
  }

  /// What was looked at.
  ///
  /// @param files how many
  /// @param bytes their sizes, summed
  public record Searched(int files, long bytes) {}

  /// Takes pieces from evenly spread places of `plain`.
  public static PlaintextSearch of(Path plain) throws IOException {
    var canaries = new ArrayList<byte[]>();
    try (var channel = FileChannel.open(plain)) {
      for (int i = 0; i < CANARIES; i++) {
        var piece = ByteBuffer.allocate(CANARY_BYTES);
        channel.read(piece, (2L * i + 1) * channel.size() / (2 * CANARIES));
        canaries.add(piece.array());
      }
    }
    return new PlaintextSearch(canaries);
  }

  /// Fails if any file below `directory` holds any piece.
  public Searched require(Path directory) throws IOException, TourException {
    int files = 0;
    long bytes = 0;
    try (var walk = Files.walk(directory)) {
      for (var file : walk.filter(Files::isRegularFile).toList()) {
        byte[] content;
        try {
          content = Files.readAllBytes(file);
        } catch (java.nio.file.NoSuchFileException _) {
          continue; // a service replaced it meanwhile; its successor is in the walk or younger
        }
        files++;
        bytes += content.length;
        if (holdsAny(content)) {
          throw new TourException("plain weights lie in " + file);
        }
      }
    }
    return new Searched(files, bytes);
  }

  private boolean holdsAny(byte[] content) {
    int last = content.length - CANARY_BYTES;
    for (int at = 0; at <= last; at++) {
      if (firstBytes[content[at] & 0xff] && isCanary(content, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCanary(byte[] content, int at) {
    for (var canary : canaries) {
      if (Arrays.equals(content, at, at + CANARY_BYTES, canary, 0, CANARY_BYTES)) {
        return true;
      }
    }
    return false;
  }
}
