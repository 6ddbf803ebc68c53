package dev.strongroom.cli.collateral;

import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleReader.Contents;
import dev.strongroom.collateral.item.Material;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A bundle at an instant, for people and programs.
///
/// @param live true if the bundle may be used
/// @param signature `trusted`, `not_looked_at` or `none`
record Shown(
    Instant at,
    Instant createdAt,
    Instant expiresAt,
    boolean live,
    String signature,
    List<Part> items) {

  /// One item of it.
  ///
  /// @param state `fresh`, `stale` or `not yet`
  record Part(String item, String state, Instant issuedAt, Instant nextUpdate, int bytes) {
    static Part of(Material material, Instant at) {
      return new Part(
          material.item().name(),
          material.isFresh(at) ? "fresh" : at.isBefore(material.issuedAt()) ? "not yet" : "stale",
          material.issuedAt(),
          material.nextUpdate(),
          material.body().length());
    }

    boolean isFresh() {
      return state.equals("fresh");
    }
  }

  Shown {
    items = List.copyOf(items);
  }

  static Shown of(Contents contents, Instant at) {
    return new Shown(
        at,
        contents.manifest().createdAt(),
        contents.manifest().expiresAt(),
        contents.manifest().isLive(at),
        contents.signature().name().toLowerCase(Locale.ROOT),
        contents.materials().stream().map(material -> Part.of(material, at)).toList());
  }

  void print(Lines out) {
    for (var part : items) {
      out.say(
          String.format(
              Locale.ROOT,
              "%-7s  until %s (%s)  %s",
              part.state(),
              part.nextUpdate(),
              distance(part.nextUpdate()),
              part.item()));
    }
    out.say(
        "%s from %s to %s, %s at %s"
            .formatted(
                Lines.count(items.size(), "item"),
                createdAt,
                expiresAt,
                live ? "live" : "not live",
                at));
  }

  private String distance(Instant end) {
    long days = Duration.between(at, end).toDays();
    return days < 0 ? -days + " d ago" : "in " + days + " d";
  }
}
