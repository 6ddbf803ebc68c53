package dev.strongroom.collateral.bundle;

import dev.strongroom.collateral.bundle.BundleException.Fault;
import dev.strongroom.wire.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// The files of a directory or archive, read into memory under limits. Nothing is unpacked, so a
/// name can lead nowhere.
final class BundleFiles {
  /// A body and a chain for each entry, and the manifest.
  static final int MAX_FILES = 2 * Manifest.MAX_ENTRIES + 1;

  /// Larger than any form of collateral, and than the largest manifest.
  static final int MAX_FILE_BYTES = 2 * 1024 * 1024;

  /// Of all files together, unpacked: what a bundle may cost in memory.
  static final int MAX_TOTAL_BYTES = 64 * 1024 * 1024;

  private static final int MAX_DEPTH = 8;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9][a-z0-9.-]{0,199}(/[a-z0-9][a-z0-9.-]{0,199}){0,7}");

  private final Path source;
  private final Map<String, Bytes> files = new TreeMap<>();
  private long total;

  private BundleFiles(Path source) {
    this.source = source;
  }

  /// Reads `source`, by relative path with `/`.
  static Map<String, Bytes> read(Path source) throws IOException, BundleException {
    var found = new BundleFiles(source);
    if (Files.isDirectory(source)) {
      found.readDirectory();
    } else {
      found.readArchive();
    }
    return found.files;
  }

  private void readDirectory() throws IOException, BundleException {
    var seen = new TreeMap<String, Path>();
    Files.walkFileTree(
        source,
        EnumSet.noneOf(FileVisitOption.class),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            seen.put(source.relativize(file).toString().replace('\\', '/'), file);
            return seen.size() > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }
        });
    for (var each : seen.entrySet()) {
      // A link, a device or a directory too deep is no file of a bundle.
      if (!Files.isRegularFile(each.getValue(), LinkOption.NOFOLLOW_LINKS)) {
        throw new BundleException(Fault.UNLISTED, source + ": " + each.getKey() + " is no file");
      }
      try (var in = Files.newInputStream(each.getValue(), LinkOption.NOFOLLOW_LINKS)) {
        add(each.getKey(), in);
      }
    }
  }

  /// Entries are read one after the other as they lie there; sizes that headers claim are ignored.
  private void readArchive() throws IOException, BundleException {
    try (var in = new ZipInputStream(Files.newInputStream(source))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        add(entry.getName(), in);
      }
    } catch (EOFException e) {
      throw new BundleException(Fault.FORM, source + " is no zip archive: it is cut off", e);
    } catch (ZipException | IllegalArgumentException e) {
      throw new BundleException(Fault.FORM, source + " is no zip archive: " + e.getMessage(), e);
    }
  }

  private void add(String name, InputStream in) throws IOException, BundleException {
    if (!NAME.matcher(name).matches()) {
      throw new BundleException(
          Fault.UNLISTED, "%s: no bundle has a file named '%s'".formatted(source, name));
    }
    if (files.size() == MAX_FILES) {
      throw new BundleException(Fault.LIMIT, source + " has more than " + MAX_FILES + " files");
    }
    var content = Bytes.copyOf(in.readNBytes(MAX_FILE_BYTES + 1));
    total += content.length();
    if (content.length() > MAX_FILE_BYTES || total > MAX_TOTAL_BYTES) {
      throw new BundleException(
          Fault.LIMIT,
          "%s: %s makes it too large, limits are 2 MiB a file and 64 MiB in all"
              .formatted(source, name));
    }
    if (files.put(name, content) != null) {
      throw new BundleException(Fault.UNLISTED, source + ": " + name + " is there twice");
    }
  }
}
