package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The files below a directory that is to be sealed. Links to files inside it count as those files;
/// links out of it are refused, as are devices, pipes and links to directories. Empty directories
/// are not carried.
final class SourceTree {
  private SourceTree() {}

  /// One file.
  ///
  /// @param path relative, joined by `/`
  /// @param real where its bytes are, no link
  record SourceFile(String path, Path real, long lengthBytes) {}

  /// All files, sorted by path.
  ///
  /// @throws IntegrityException if something cannot be sealed; nothing was read yet
  static List<SourceFile> list(Path source) throws IOException, IntegrityException {
    var root = source.toRealPath();
    List<Path> entries;
    try (var walk = Files.walk(root)) {
      entries = walk.toList();
    }
    var files = new ArrayList<SourceFile>();
    for (var entry : entries) {
      if (!Files.isDirectory(entry) || Files.isSymbolicLink(entry)) {
        files.add(file(root, entry));
      }
    }
    if (files.isEmpty() || files.size() > Manifest.MAX_FILES) {
      throw new IntegrityException(
          Fault.SOURCE_COUNT,
          source + " has " + files.size() + " files, want 1 to " + Manifest.MAX_FILES);
    }
    files.sort(Comparator.comparing(SourceFile::path));
    return List.copyOf(files);
  }

  private static SourceFile file(Path root, Path entry) throws IOException, IntegrityException {
    if (Files.isSymbolicLink(entry) && !Files.exists(entry)) {
      throw new IntegrityException(Fault.SOURCE_LINK, entry + " links to nothing");
    }
    var real = entry.toRealPath();
    if (!real.startsWith(root)) {
      throw new IntegrityException(
          Fault.SOURCE_LINK, entry + " links to " + real + ", out of " + root);
    }
    if (!Files.isRegularFile(real)) {
      throw new IntegrityException(Fault.SOURCE_UNSUPPORTED, entry + " is no regular file");
    }
    var path = String.join("/", elements(root.relativize(entry)));
    try {
      PathIndex.requirePath(path);
    } catch (IllegalArgumentException e) {
      throw new IntegrityException(
          Fault.SOURCE_UNSUPPORTED, entry + " cannot be carried: " + e.getMessage(), e);
    }
    return new SourceFile(path, real, Files.size(real));
  }

  private static List<String> elements(Path relative) {
    var elements = new ArrayList<String>();
    relative.forEach(element -> elements.add(element.toString()));
    return elements;
  }
}
