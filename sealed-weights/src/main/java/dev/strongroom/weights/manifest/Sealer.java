package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.engine.ObjectSealer;
import dev.strongroom.weights.engine.PlainSource;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.format.ModelIdentity;
import dev.strongroom.weights.format.ObjectKey;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.manifest.SourceTree.SourceFile;
import dev.strongroom.weights.store.LocalStore;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// Seals a directory. Objects first, then the keyring, the signed manifest last: whatever breaks
/// off before leaves a directory without a manifest, which no reader takes for a model. A failure,
/// other than the end of the process, removes what was written.
public final class Sealer {
  private static final int OPAQUE_BYTES = 16;

  private final LocalStore store;
  private final ModelIdentity identity;
  private final ModelKey key;
  private final SecureRandom random;
  private final List<KeyRing.WrappedKey> wrapped = new ArrayList<>();

  private Sealer(LocalStore store, ModelIdentity identity, ModelKey key, SecureRandom random) {
    this.store = store;
    this.identity = identity;
    this.key = key;
    this.random = random;
  }

  /// Seals every regular file below `source` into the new directory `target`.
  ///
  /// @param key wraps the fresh keys of the objects; stays the caller's
  /// @param owner signs the manifest
  /// @param progress counts the plaintext of the files
  /// @return the signed manifest, as written
  /// @throws IOException if a file cannot be read or written
  /// @throws IntegrityException if the source cannot be sealed, or the target is occupied
  public static Envelope seal(
      Path source,
      Path target,
      SealRequest request,
      ModelKey key,
      SigningKey owner,
      SecureRandom random,
      Progress progress)
      throws IOException, IntegrityException {
    var sources = SourceTree.list(source);
    if (target.toAbsolutePath().normalize().startsWith(source.toAbsolutePath().normalize())) {
      throw new IntegrityException(Fault.TARGET_OCCUPIED, target + " lies inside the source");
    }
    var store = LocalStore.create(target);
    boolean whole = false;
    try {
      var sealer = new Sealer(store, request.identity(), key, random);
      var envelope = sealer.run(sources, request, owner, progress);
      whole = true;
      return envelope;
    } finally {
      if (!whole) {
        store.discard();
      }
    }
  }

  private Envelope run(
      List<SourceFile> sources, SealRequest request, SigningKey owner, Progress progress)
      throws IOException, IntegrityException {
    long totalBytes = sources.stream().mapToLong(SourceFile::lengthBytes).sum();
    var files = new ArrayList<SealedObject>();
    var paths = new ArrayList<PathIndex.Entry>();
    var index = new ArrayList<SealedObject>();
    try (var engine = new ObjectSealer(request.workers(), totalBytes, progress)) {
      for (var file : sources) {
        var content = PlainSource.ofFile(file.real(), file.lengthBytes());
        paths.add(new PathIndex.Entry(file.path(), seal(engine, content, files::add)));
      }
      var directory = new PathIndex(paths).toJson();
      if (directory.length() > PathIndex.MAX_BYTES) {
        throw new IntegrityException(
            Fault.SOURCE_UNSUPPORTED, "paths of " + directory.length() + " bytes are too long");
      }
      seal(engine, PlainSource.ofBytes(directory), index::add);
      engine.finish();
    }
    // The order of the paths would tell something about them.
    files.sort(Comparator.comparing(SealedObject::name));
    wrapped.sort(Comparator.comparing(KeyRing.WrappedKey::dekId));
    store.writeKeyRing(new KeyRing(key.epoch(), wrapped).toJson());
    var manifest =
        new Manifest(
            request.profile(),
            request.owner(),
            request.model(),
            request.version(),
            request.floorPolicyDigest(),
            totalBytes,
            index.getFirst(),
            files);
    var envelope = owner.sign(Manifest.PAYLOAD_TYPE, manifest.toJson());
    store.writeManifest(envelope.toJson());
    return envelope;
  }

  /// Begins to seal one object under a fresh key, and returns its name.
  private String seal(ObjectSealer engine, PlainSource content, Consumer<SealedObject> done)
      throws IOException, IntegrityException {
    var name = opaque();
    var dekId = opaque();
    var header = SealedFormat.newHeader(random);
    long lengthBytes = content.lengthBytes();
    try (var dek = SecretBytes.random(SealedFormat.KEY_BYTES, random)) {
      wrapped.add(KeyRing.wrap(key, identity, dekId, dek, random));
      var objectKey = ObjectKey.derive(name, dek, header, identity.objectContext(dekId));
      engine.seal(
          content,
          store.object(name),
          objectKey,
          header,
          sha256 -> done.accept(pin(name, lengthBytes, header, sha256, dekId)));
      return name;
    } catch (MalformedException e) {
      throw new IllegalStateException("a fresh header is malformed", e);
    }
  }

  private static SealedObject pin(
      String name, long lengthBytes, Bytes header, Bytes sha256, String dekId) {
    return new SealedObject(
        name, lengthBytes, SealedFormat.ciphertextBytes(lengthBytes), header, sha256, dekId);
  }

  private String opaque() {
    var fresh = new byte[OPAQUE_BYTES];
    random.nextBytes(fresh);
    return HexFormat.of().formatHex(fresh);
  }
}
