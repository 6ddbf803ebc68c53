package dev.strongroom.collateral.bundle;

import dev.strongroom.collateral.item.Entry;
import dev.strongroom.collateral.item.Form;
import dev.strongroom.collateral.item.Item;
import java.time.Instant;
import java.util.List;

/// What a bundle holds, and until when it may be used.
///
/// @param version of this layout: 1
/// @param createdAt when it was made
/// @param expiresAt from then on it is refused as a whole, however fresh its parts
/// @param entries one an item
public record Manifest(int version, Instant createdAt, Instant expiresAt, List<Entry> entries) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.collateral-bundle.v1+json";

  /// So many fit into one envelope; a larger fleet takes several bundles.
  public static final int MAX_ENTRIES = 1500;

  static final String SIGNED_NAME = "manifest.dsse.json";
  static final String PLAIN_NAME = "manifest.json";
  private static final int VERSION = 1;

  public Manifest {
    entries = List.copyOf(entries);
    if (version != VERSION) {
      throw new IllegalArgumentException("version is " + version + ", want 1");
    }
    if (entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(entries.size() + " items, limit " + MAX_ENTRIES);
    }
    if (!createdAt.isBefore(expiresAt)) {
      throw new IllegalArgumentException("expiresAt is not after createdAt");
    }
  }

  static Manifest of(List<Entry> entries, Instant createdAt, Instant expiresAt) {
    return new Manifest(VERSION, createdAt, expiresAt, entries);
  }

  /// True at `now` from its making to its end.
  public boolean isLive(Instant now) {
    return !now.isBefore(createdAt) && now.isBefore(expiresAt);
  }

  static String bodyFile(Item item) {
    return item.name() + item.form().extension();
  }

  static String chainFile(Item item) {
    return item.name() + ".chain" + Form.CHAIN.extension();
  }
}
