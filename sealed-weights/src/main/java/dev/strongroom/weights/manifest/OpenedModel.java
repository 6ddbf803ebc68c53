package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.engine.SealedFile;
import dev.strongroom.weights.format.ObjectKey;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.store.LocalStore;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A sealed model with its keys. Closing it closes every file opened from it and wipes the keys:
/// what was not read by then stays sealed. Thread-safe.
public final class OpenedModel implements AutoCloseable {
  private final LocalStore store;
  private final Map<String, ObjectKey> keys;
  private final Map<String, SealedObject> objects;
  private final Set<SealedFile> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private OpenedModel(
      LocalStore store, Map<String, ObjectKey> keys, Map<String, SealedObject> objects) {
    this.store = store;
    this.keys = keys;
    this.objects = objects;
  }

  static OpenedModel open(LocalStore store, Manifest manifest, Map<String, ObjectKey> keys)
      throws IOException, MalformedException, IntegrityException {
    var pinned = new HashMap<String, SealedObject>();
    manifest.files().forEach(file -> pinned.put(file.name(), file));
    var index = readIndex(store, manifest.index(), keys);
    var objects = new TreeMap<String, SealedObject>();
    for (var file : index.objectsByPath(manifest).entrySet()) {
      objects.put(file.getKey(), require(pinned.get(file.getValue())));
    }
    return new OpenedModel(store, Map.copyOf(keys), objects);
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("manifest and keys were compared before");
    }
    return value;
  }

  private static PathIndex readIndex(
      LocalStore store, SealedObject pinned, Map<String, ObjectKey> keys)
      throws IOException, MalformedException, IntegrityException {
    if (pinned.plaintextBytes() > PathIndex.MAX_BYTES) {
      throw new MalformedException(
          "index", -1, "has " + pinned.plaintextBytes() + " bytes, limit " + PathIndex.MAX_BYTES);
    }
    var content = new byte[(int) pinned.plaintextBytes()];
    var key = require(keys.get(pinned.name()));
    try (var file = SealedFile.open(store.object(pinned.name()), pinned, key, _ -> {})) {
      file.read(0, ByteBuffer.wrap(content));
    }
    return PathIndex.parse(Bytes.copyOf(content));
  }

  /// All files, sorted by path.
  public List<ModelFile> files() {
    var files = new ArrayList<ModelFile>();
    objects.forEach((path, object) -> files.add(new ModelFile(path, object.plaintextBytes())));
    return List.copyOf(files);
  }

  /// Opens one file for range reads; the caller closes it.
  ///
  /// @throws NoSuchFileException if the model has no such file
  /// @throws IntegrityException if its object is missing, or of another length or header
  /// @throws ClosedChannelException once closed
  public SealedFile file(String path) throws IOException, IntegrityException {
    var pinned = objects.get(path);
    if (pinned == null) {
      throw new NoSuchFileException(path);
    }
    if (closed) {
      throw new ClosedChannelException();
    }
    var key = require(keys.get(pinned.name()));
    var file = SealedFile.open(store.object(pinned.name()), pinned, key, open::remove);
    open.add(file);
    if (closed) {
      file.close();
      throw new ClosedChannelException();
    }
    return file;
  }

  /// Writes the whole of `file` to `target` from its position 0, see [SealedFile#copyTo].
  ///
  /// @param workers threads that open
  /// @param progress counts the plaintext of this file
  /// @throws IntegrityException if the object is not the one that the owner signed; `target` is
  ///   empty
  public void copyTo(ModelFile file, FileChannel target, int workers, Progress progress)
      throws IOException, IntegrityException {
    try (var opened = file(file.path())) {
      opened.copyTo(target, workers, progress);
    }
  }

  /// Writes every file below `directory`. Each appears under its name only once it is whole.
  ///
  /// @param progress counts the plaintext of all files
  /// @throws IOException if a file exists already or cannot be written
  /// @throws IntegrityException if an object is not the one that the owner signed
  public void extractTo(Path directory, int workers, Progress progress)
      throws IOException, IntegrityException {
    long total = objects.values().stream().mapToLong(SealedObject::plaintextBytes).sum();
    long before = 0;
    for (var file : files()) {
      var target = directory.resolve(file.path());
      Files.createDirectories(require(target.getParent()));
      var partial = target.resolveSibling("." + target.getFileName() + ".part");
      long offset = before;
      try {
        try (var out =
            FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          copyTo(file, out, workers, (done, _) -> progress.advanced(offset + done, total));
          out.force(true);
        }
        if (Files.exists(target)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
      before += file.lengthBytes();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (var file : open) {
      file.close();
    }
    keys.values().forEach(ObjectKey::close);
  }
}
