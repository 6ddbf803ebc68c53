package dev.strongroom.collateral.bundle;

import dev.strongroom.collateral.bundle.BundleException.Fault;
import dev.strongroom.collateral.item.Entry;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Reads bundles: every file must be listed, every listed file must be there and have its digest.
public final class BundleReader {
  private BundleReader() {}

  /// What a bundle held.
  ///
  /// @param signature who signed the manifest, as far as that was looked at
  public record Contents(Manifest manifest, List<Material> materials, Signature signature) {
    public Contents {
      materials = List.copyOf(materials);
    }

    /// These contents, if they may be used at `now`.
    ///
    /// @throws BundleException if they may not yet, or no longer
    public Contents at(Instant now) throws BundleException {
      if (!manifest.isLive(now)) {
        throw new BundleException(
            Fault.EXPIRED,
            "the bundle is for %s to %s, asked at %s; fetch another"
                .formatted(manifest.createdAt(), manifest.expiresAt(), now));
      }
      return this;
    }
  }

  /// What is known of the signer.
  public enum Signature {
    /// One of the trusted keys signed it.
    TRUSTED,
    /// It is signed, and nobody looked by whom.
    NOT_LOOKED_AT,
    /// It is not signed.
    NONE
  }

  /// True if `path` is an archive, or a directory with a manifest: not just certificates.
  public static boolean isBundle(Path path) {
    return Files.isRegularFile(path)
        || Files.exists(path.resolve(Manifest.SIGNED_NAME), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(path.resolve(Manifest.PLAIN_NAME), LinkOption.NOFOLLOW_LINKS);
  }

  /// Reads a bundle that one of `trusted` signed.
  ///
  /// @throws IOException if it cannot be read
  /// @throws BundleException if it is not exactly what one of them signed
  public static Contents read(Path path, Collection<PublicKey> trusted)
      throws IOException, BundleException {
    var files = BundleFiles.read(path);
    var envelope = envelope(path, files);
    try {
      var payload = envelope.verify(Manifest.PAYLOAD_TYPE, trusted);
      return contents(path, files, payload, Signature.TRUSTED);
    } catch (UntrustedException e) {
      throw new BundleException(Fault.UNTRUSTED, path + ": " + e.getMessage(), e);
    }
  }

  /// Reads a bundle whoever made it: digests show accidents only. The materials carry their
  /// vendors' signatures, which verification demands in any case; what an attacker could do is to
  /// leave out or hold back.
  ///
  /// @throws IOException if it cannot be read
  /// @throws BundleException if it is not what its own manifest says
  public static Contents readUnsigned(Path path) throws IOException, BundleException {
    var files = BundleFiles.read(path);
    var plain = files.get(Manifest.PLAIN_NAME);
    return plain == null
        ? contents(path, files, envelope(path, files).payload(), Signature.NOT_LOOKED_AT)
        : contents(path, files, plain, Signature.NONE);
  }

  private static Envelope envelope(Path path, Map<String, Bytes> files) throws BundleException {
    var signed = files.get(Manifest.SIGNED_NAME);
    if (signed == null) {
      throw files.containsKey(Manifest.PLAIN_NAME)
          ? new BundleException(Fault.UNTRUSTED, path + " is not signed")
          : new BundleException(Fault.FORM, path + " has no " + Manifest.SIGNED_NAME);
    }
    try {
      return Envelope.parse(signed);
    } catch (MalformedException e) {
      throw new BundleException(Fault.FORM, path + ": " + e.getMessage(), e);
    }
  }

  private static Contents contents(
      Path path, Map<String, Bytes> files, Bytes payload, Signature signature)
      throws BundleException {
    files.remove(signature == Signature.NONE ? Manifest.PLAIN_NAME : Manifest.SIGNED_NAME);
    try {
      var manifest = StrictJson.read(payload, Manifest.class);
      var materials = new ArrayList<Material>();
      for (var entry : manifest.entries()) {
        materials.add(material(path, files, entry));
      }
      if (!files.isEmpty()) {
        throw new BundleException(
            Fault.UNLISTED, path + " has files that its manifest does not list: " + files.keySet());
      }
      return new Contents(manifest, materials, signature);
    } catch (MalformedException e) {
      throw new BundleException(Fault.FORM, path + ": " + e.getMessage(), e);
    }
  }

  private static Material material(Path path, Map<String, Bytes> files, Entry entry)
      throws BundleException, MalformedException {
    // Paths are made from the item, never taken from the manifest.
    var item = Item.ofName(entry.item());
    var body = take(path, files, Manifest.bodyFile(item));
    var chain =
        item.issuerChainHeader().isEmpty()
            ? Bytes.empty()
            : take(path, files, Manifest.chainFile(item));
    try {
      return entry.restore(body, chain);
    } catch (MalformedException e) {
      throw new BundleException(Fault.CHANGED, path + ": " + e.getMessage(), e);
    }
  }

  private static Bytes take(Path path, Map<String, Bytes> files, String name)
      throws BundleException {
    var content = files.remove(name);
    if (content == null) {
      throw new BundleException(Fault.MISSING, path + " has no " + name + ", or lists it twice");
    }
    return content;
  }
}
