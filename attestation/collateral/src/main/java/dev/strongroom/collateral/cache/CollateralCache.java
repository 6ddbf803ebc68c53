package dev.strongroom.collateral.cache;

import dev.strongroom.collateral.item.Entry;
import dev.strongroom.collateral.item.Form;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A directory of collateral. Each item's newest material is kept; certificates of a chip at
/// several TCBs are several items and lie side by side.
///
/// | Path | Content |
/// |---|---|
/// | `index.json` | which item has which content |
/// | `content/SHA256` | bodies and issuer chains, named by their digest |
/// | `lock` | held by whoever writes |
///
/// Content is written before the index that names it, and both atomically: a process that dies in
/// between leaves content that nothing names, which the next writer removes. Readers take no lock.
/// What was changed on disk is as good as absent, and [#damage] names it. Thread-safe, and safe for
/// several processes at once.
public final class CollateralCache {
  private static final int MAX_INDEX_BYTES = 16 * 1024 * 1024;

  /// A reader may see an index whose content a writer has just replaced: it looks again.
  private static final int READ_ATTEMPTS = 3;

  private final Path directory;
  private final Path content;
  private final Path indexFile;
  private final long maxBytes;

  private CollateralCache(Path directory, long maxBytes) {
    this.directory = directory;
    this.content = directory.resolve("content");
    this.indexFile = directory.resolve("index.json");
    this.maxBytes = maxBytes;
  }

  /// Which item has which content.
  record Index(List<Entry> entries) {
    Index {
      entries = List.copyOf(entries);
    }
  }

  /// Opens the cache in `directory`, which is made if it is absent.
  ///
  /// @param maxBytes limit of all content together; beyond it, stale materials go first, then those
  ///   fetched longest ago
  public static CollateralCache open(Path directory, long maxBytes) throws IOException {
    var cache = new CollateralCache(directory, maxBytes);
    Files.createDirectories(cache.content);
    return cache;
  }

  /// The material of `item`, fresh or not; absent if there is none, or it was changed on disk.
  public Optional<Material> find(Item item) throws IOException {
    for (int attempt = 1; ; attempt++) {
      var entry = index().get(item.name());
      if (entry == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(read(entry));
      } catch (MalformedException _) {
        return Optional.empty();
      } catch (NoSuchFileException _) {
        if (attempt == READ_ATTEMPTS) {
          return Optional.empty();
        }
      }
    }
  }

  /// All that is there and unchanged, by name.
  public List<Material> all() throws IOException {
    var found = new ArrayList<Material>();
    for (var entry : index().values()) {
      find(item(entry)).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /// What is not as it was written, one line each.
  public List<String> damage() throws IOException {
    var found = new ArrayList<String>();
    try {
      for (var entry : readIndex().values()) {
        try {
          read(entry);
        } catch (MalformedException e) {
          found.add(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
          found.add(entry.item() + ": " + e.getFile() + " is missing");
        }
      }
    } catch (MalformedException e) {
      found.add(indexFile + ": " + e.getMessage());
    }
    return List.copyOf(found);
  }

  /// Keeps `materials`, each in place of the one that its item had.
  ///
  /// @param now decides what is stale, should there be too much
  /// @throws IOException if they cannot be written, or exceed the cache's size by themselves; the
  ///   cache is as it was
  public void keep(Collection<Material> materials, Instant now) throws IOException {
    long size = materials.stream().mapToLong(material -> bytes(Entry.of(material))).sum();
    if (size > maxBytes) {
      throw new IOException("got %d bytes to keep, the cache holds %d".formatted(size, maxBytes));
    }
    try (var _ = DirectoryLock.acquire(directory)) {
      var entries = index();
      var fresh = new HashSet<String>();
      for (var material : materials) {
        write(material.body());
        write(material.issuerChain());
        entries.put(material.item().name(), Entry.of(material));
        fresh.add(material.item().name());
      }
      evict(entries, fresh, now);
      var index = StrictJson.write(new Index(List.copyOf(entries.values())));
      DurableFiles.write(indexFile, index);
      removeUnnamed(entries.values());
    }
  }

  private void write(Bytes bytes) throws IOException {
    var file = content.resolve(bytes.sha256().hex());
    if (bytes.length() > 0 && !isIntact(file, bytes)) {
      DurableFiles.write(file, bytes);
    }
  }

  private static boolean isIntact(Path file, Bytes want) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && DurableFiles.read(file, want.length()).equals(want);
  }

  private void evict(Map<String, Entry> entries, Set<String> keep, Instant now) throws IOException {
    long size = entries.values().stream().mapToLong(CollateralCache::bytes).sum();
    if (size <= maxBytes) {
      return;
    }
    var stale = new HashSet<String>();
    for (var entry : entries.values()) {
      if (find(item(entry)).filter(material -> material.isFresh(now)).isEmpty()) {
        stale.add(entry.item());
      }
    }
    var order =
        Comparator.<Entry, Boolean>comparing(entry -> !stale.contains(entry.item()))
            .thenComparing(Entry::fetchedAt);
    for (var entry : entries.values().stream().sorted(order).toList()) {
      if (size > maxBytes && !keep.contains(entry.item())) {
        entries.remove(entry.item());
        size -= bytes(entry);
      }
    }
  }

  private void removeUnnamed(Collection<Entry> entries) throws IOException {
    var named = new HashSet<String>();
    for (var entry : entries) {
      named.add(entry.bodySha256());
      named.add(entry.chainSha256());
    }
    try (var files = Files.newDirectoryStream(content)) {
      for (var file : files) {
        if (!named.contains(String.valueOf(file.getFileName()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static long bytes(Entry entry) {
    return (long) entry.bodyBytes() + entry.chainBytes();
  }

  /// Names in an index that was read are those of items.
  private static Item item(Entry entry) {
    try {
      return Item.ofName(entry.item());
    } catch (MalformedException e) {
      throw new IllegalStateException("the index was parsed", e);
    }
  }

  /// A changed index names nothing: all is fetched anew.
  private Map<String, Entry> index() throws IOException {
    try {
      return readIndex();
    } catch (MalformedException _) {
      return new TreeMap<>();
    }
  }

  private Map<String, Entry> readIndex() throws IOException, MalformedException {
    var entries = new TreeMap<String, Entry>();
    if (!Files.exists(indexFile)) {
      return entries;
    }
    var json = DurableFiles.read(indexFile, MAX_INDEX_BYTES);
    if (json.length() > MAX_INDEX_BYTES) {
      throw new MalformedException("index", -1, "exceeds 16 MiB");
    }
    for (var entry : StrictJson.read(json, Index.class).entries()) {
      Item.ofName(entry.item());
      entries.put(entry.item(), entry);
    }
    return entries;
  }

  private Material read(Entry entry) throws IOException, MalformedException {
    var form = item(entry).form();
    var body = content(entry, entry.bodySha256(), form);
    var chain =
        entry.chainBytes() == 0 ? Bytes.empty() : content(entry, entry.chainSha256(), Form.CHAIN);
    return entry.restore(body, chain);
  }

  private Bytes content(Entry entry, String digest, Form form)
      throws IOException, MalformedException {
    var file = content.resolve(digest);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedException(entry.item(), -1, file + " is no file");
    }
    return DurableFiles.read(file, form.maxBytes());
  }
}
