package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.format.ModelIdentity;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the owner signs about a sealed model, as strict JSON in a DSSE envelope. Holds no file
/// name: those are in the sealed index. Immutable.
///
/// @param profile trust profile, `production` or `simulation`
/// @param owner who sealed it
/// @param model which model
/// @param version of the model, from 1, grows
/// @param floorPolicyDigest SHA-384 of the weakest release policy that the owner accepts
/// @param totalBytes plaintext of all files, the index left out: what an egress budget measures
/// @param index the object that maps paths to objects
/// @param files one object per file, in no telling order
public record Manifest(
    String profile,
    String owner,
    String model,
    long version,
    Bytes floorPolicyDigest,
    long totalBytes,
    SealedObject index,
    List<SealedObject> files) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.manifest.v1+json";

  /// Most files, so that the signed JSON stays below the size of one JSON string (1 MiB in Base64).
  public static final int MAX_FILES = 2048;

  private static final Set<String> PROFILES = Set.of("production", "simulation");
  private static final int SHA384_BYTES = 48;

  public Manifest {
    requireProfile(profile);
    var _ = new ModelIdentity(owner, model, version);
    requireDigest(floorPolicyDigest);
    files = List.copyOf(files);
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new IllegalArgumentException(
          "manifest has " + files.size() + " files, want 1 to " + MAX_FILES);
    }
    long sum = 0;
    for (var file : files) {
      sum = Math.addExact(sum, file.plaintextBytes());
    }
    if (sum != totalBytes) {
      throw new IllegalArgumentException("files have " + sum + " bytes, totalBytes " + totalBytes);
    }
    requireDistinct(index, files);
  }

  static void requireProfile(String profile) {
    if (!PROFILES.contains(profile)) {
      throw new IllegalArgumentException(
          "profile is '" + profile + "', want production or simulation");
    }
  }

  static void requireDigest(Bytes floorPolicyDigest) {
    if (floorPolicyDigest.length() != SHA384_BYTES) {
      throw new IllegalArgumentException(
          "floorPolicyDigest has " + floorPolicyDigest.length() + " bytes, want 48");
    }
  }

  private static void requireDistinct(SealedObject index, List<SealedObject> files) {
    var names = new HashSet<String>();
    var keys = new HashSet<String>();
    var all = new ArrayList<>(files);
    all.add(index);
    for (var object : all) {
      if (!names.add(object.name()) || !keys.add(object.dekId())) {
        throw new IllegalArgumentException("object " + object.name() + " or its key comes twice");
      }
    }
  }

  /// Reads the manifest in `envelope` if one of `trustedOwners` signed it.
  ///
  /// @throws IntegrityException if none did
  /// @throws MalformedException if what they signed is not exactly a manifest
  public static Manifest verify(Envelope envelope, Collection<PublicKey> trustedOwners)
      throws IntegrityException, MalformedException {
    try {
      return parse(envelope.verify(PAYLOAD_TYPE, trustedOwners));
    } catch (UntrustedException e) {
      throw new IntegrityException(
          Fault.MANIFEST_SIGNATURE, "the manifest is " + e.getMessage(), e);
    }
  }

  /// Reads the payload of a verified envelope.
  ///
  /// @throws MalformedException if it is not exactly a manifest
  public static Manifest parse(Bytes payload) throws MalformedException {
    return StrictJson.read(payload, Manifest.class);
  }

  /// The payload to sign.
  public Bytes toJson() {
    return StrictJson.write(this);
  }

  /// What the keys are bound to.
  public ModelIdentity identity() {
    return new ModelIdentity(owner, model, version);
  }

  /// The files' objects and the index, last.
  List<SealedObject> objects() {
    var all = new ArrayList<>(files);
    all.add(index);
    return List.copyOf(all);
  }
}
