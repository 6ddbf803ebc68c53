package dev.strongroom.detector.finding;

import java.time.Instant;
import java.util.List;

/// Why the watch may not see what leaves, each a cause of the rule [Rule#WATCH_IMPAIRED]. Codes are
/// stable.
///
/// None of these ends leases or freezes releases, by itself or later: over plain UDP anyone can
/// make them appear with one datagram in an exporter's name, and a freeze at that price would be a
/// cheap way to stop a site. What they hide is bounded otherwise: changes are held until repeated,
/// and counting goes on meanwhile.
public enum Impairment {
  /// A template in use changed, or someone said so.
  TEMPLATE(
      "template",
      "announced other fields for a template in use",
      "a template keeps its fields while its exporter runs",
      "its records may be misread"),
  /// A sampling rate in use changed, or someone said so.
  SAMPLING(
      "sampling",
      "announced a sampling rate other than the one in use",
      "a rate stays while its exporter runs",
      "its bytes may count too high or too low"),
  /// Data comes, and no flow can be read from it.
  UNDECODED(
      "undecoded",
      "sends data from which flows can no longer be read",
      "data decodes to flows",
      "nothing that it sees is counted"),
  /// Octets beyond any line rate.
  OCTETS(
      "octets",
      "reported more octets than any line carries",
      "a flow stays below 800 Gbit/s",
      "those records were dropped"),
  /// The exporter's count of records, or its start, is not that of before.
  SEQUENCE(
      "sequence",
      "went back in its count of records, or gave another start",
      "a message goes on from the one before",
      "it restarted, or someone else sends in its name"),
  /// Flow records from someone who may not send any.
  UNLISTED(
      "unlisted",
      "got flow records from a sender that is no exporter",
      "only listed exporters send",
      "what that sender sees is not watched"),
  /// Input that could not be kept.
  DROPPED(
      "dropped",
      "lost input before it was read",
      "all input is read",
      "bytes are missing in what was counted"),
  /// The broker does not say who holds what.
  FLEET(
      "fleet",
      "has not said for a minute who holds what",
      "it answers within a minute",
      "traffic of leases that it gave since then is attributed to nobody");

  private final String code;
  private final String observed;
  private final String expected;
  private final String meaning;

  Impairment(String code, String observed, String expected, String meaning) {
    this.code = code;
    this.observed = observed;
    this.expected = expected;
    this.meaning = meaning;
  }

  /// Stable code.
  public String code() {
    return code;
  }

  /// What the findings of this cause about `who` are about: one alert each.
  public String subject(String who) {
    return who + " " + code;
  }

  /// The finding that it was seen.
  ///
  /// @param who exporter's address, `collector` or `broker`
  /// @param detail this occurrence, in a few words
  /// @param times occurrences so far, at least 1; they make this finding another than the last
  /// @param at arrival of what showed it
  public Finding finding(String who, String detail, long times, Instant at) {
    var why = who + " " + observed + " (" + detail + "), where " + expected + ": " + meaning + ".";
    return new Finding(
        Rule.WATCH_IMPAIRED,
        "",
        "",
        subject(who),
        at + " time " + times,
        at,
        times,
        0,
        0,
        at,
        why,
        List.of(),
        List.of());
  }
}
