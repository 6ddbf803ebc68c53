package dev.strongroom.detector.finding;

import dev.strongroom.protocol.ledger.RefusedMoves;
import java.time.ZoneOffset;
import java.util.List;

/// What the broker's device ledger refused, as findings of [Rule#DEVICE_HELD]. Pure.
public final class MoveFinding {
  private static final int SHOWN_CHARACTERS = 12;

  private MoveFinding() {}

  /// The finding that a platform tried to use another's device; the same for all its tries of one
  /// UTC day, so that an agent that keeps asking opens one alert a day.
  public static Finding of(RefusedMoves.Move move) {
    var day = move.last().atZone(ZoneOffset.UTC).toLocalDate();
    var why =
        "Platform "
            + shortened(move.askingPlatformId())
            + " showed accelerator "
            + move.deviceId()
            + ", which platform "
            + shortened(move.holdingPlatformId())
            + " holds: no key left for it. It tried "
            + (move.times() == 1 ? "once" : move.times() + " times since " + move.first())
            + ", last "
            + move.last()
            + ".";
    return new Finding(
        Rule.DEVICE_HELD,
        "",
        "",
        move.deviceId(),
        move.askingPlatformId() + " " + day,
        move.last(),
        move.times(),
        0,
        0,
        move.first(),
        why,
        List.of(),
        List.of());
  }

  private static String shortened(String id) {
    return id.length() <= SHOWN_CHARACTERS ? id : id.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
