package dev.strongroom.collateral.bundle;

import dev.strongroom.collateral.item.Entry;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes bundles: a zip archive where the name ends with `.zip`, else a directory. The same
/// materials and times give the same bytes, signature apart. What is written is whole or absent.
public final class BundleWriter {
  /// What zip knows as the beginning of time.
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private BundleWriter() {}

  /// Writes a signed bundle to `target`.
  ///
  /// @throws IOException if it cannot be written; [FileAlreadyExistsException] if `target` exists
  /// @throws IllegalArgumentException if there are more than 1500 materials, or two of one item
  public static Manifest write(
      Path target,
      Collection<Material> materials,
      Instant createdAt,
      Instant expiresAt,
      SigningKey key)
      throws IOException {
    var manifest = manifest(materials, createdAt, expiresAt);
    var envelope = key.sign(Manifest.PAYLOAD_TYPE, StrictJson.write(manifest));
    write(target, materials, Manifest.SIGNED_NAME, envelope.toJson());
    return manifest;
  }

  /// Writes a bundle that nobody signed. Its digests show accidents, not attacks.
  ///
  /// @throws IOException as above
  /// @throws IllegalArgumentException as above
  public static Manifest writeUnsigned(
      Path target, Collection<Material> materials, Instant createdAt, Instant expiresAt)
      throws IOException {
    var manifest = manifest(materials, createdAt, expiresAt);
    write(target, materials, Manifest.PLAIN_NAME, StrictJson.write(manifest));
    return manifest;
  }

  private static Manifest manifest(
      Collection<Material> materials, Instant createdAt, Instant expiresAt) {
    var entries = new TreeMap<String, Entry>();
    for (var material : materials) {
      var name = material.item().name();
      if (entries.put(name, Entry.of(material)) != null) {
        throw new IllegalArgumentException("two materials of " + name);
      }
    }
    return Manifest.of(new ArrayList<>(entries.values()), createdAt, expiresAt);
  }

  private static void write(
      Path target, Collection<Material> materials, String manifestName, Bytes manifest)
      throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    var files = new TreeMap<String, Bytes>();
    files.put(manifestName, manifest);
    for (var material : materials) {
      files.put(Manifest.bodyFile(material.item()), material.body());
      if (material.issuerChain().length() > 0) {
        files.put(Manifest.chainFile(material.item()), material.issuerChain());
      }
    }
    var parent = Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(Path.of("/"));
    var beside = Files.createTempDirectory(parent, ".collateral");
    try {
      var whole = beside.resolve("whole");
      if (target.toString().endsWith(".zip")) {
        archive(whole, files);
      } else {
        directory(whole, files);
      }
      Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(beside);
    }
  }

  private static void archive(Path file, Map<String, Bytes> files) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var each : files.entrySet()) {
        var entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(NO_TIME);
        out.putNextEntry(entry);
        out.write(each.getValue().toArray());
        out.closeEntry();
      }
    }
  }

  private static void directory(Path directory, Map<String, Bytes> files) throws IOException {
    for (var each : files.entrySet()) {
      var file = directory.resolve(each.getKey());
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, each.getValue().toArray());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
