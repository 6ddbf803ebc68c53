package dev.strongroom.detector.flow.ipfix;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The sampling rates that one observation domain announced, by sampler. Not thread-safe.
///
/// Over UDP anyone can announce a rate in an exporter's name, so one announcement proves nothing.
/// Records count by the greater of a sampler's two rates, the one that stands and the one that was
/// announced last: a rate that raises what counts is used at once, one that lowers it only once it
/// came twice in a row, the second time in a message sent later (a duplicate of a datagram says
/// nothing new). Too much, never too little. The lesser of the two is there for records that the
/// greater would make implausible, or a forged rate beyond belief would make them vanish.
///
/// The same holds of a sampler that was not known. Until its rate came again, records that mean it
/// count by the greatest of its rate and of those by which they would count without it.
///
/// | Announced | Then stands | Change |
/// |---|---|---|
/// | a sampler's first rate | nothing yet | [Change#NEW]; [Change#LOWER] if it would lower what counts |
/// | that rate again, sent later | as before; trusted | [Change#REPEATED]; [Change#CONFIRMED] if it lowers what counts |
/// | the rate that stands | that | [Change#NONE]; [Change#TAKEN_BACK] if another was held |
/// | the held rate, sent later | that; trusted | [Change#CONFIRMED] |
/// | the held rate, sent then | as before | [Change#NONE] |
/// | another rate | as before, or the first if nothing did | [Change#HELD] |
final class Samplers {
  /// Sampler that holds where neither option nor record names one.
  static final long UNNAMED = -1;

  private final Map<Long, Rate> rates;

  /// Over all that are named; null while it has to be made anew.
  private @Nullable Named named;

  Samplers() {
    this(Map.of());
  }

  private Samplers(Map<Long, Rate> rates) {
    this.rates = new HashMap<>(rates);
  }

  Samplers copy() {
    return new Samplers(rates);
  }

  /// Rates of one sampler, one packet in how many.
  ///
  /// @param standing came twice in a row, or first; 0 while no other came after the first
  /// @param announced came last
  /// @param sent when `announced` came first
  /// @param trusted whether some rate of this sampler came again in a later message
  private record Rate(long standing, long announced, SentAt sent, boolean trusted) {
    long greater() {
      return Math.max(standing, announced);
    }

    long lesser() {
      return trusted && standing == 0 ? announced : Math.min(standing, announced);
    }

    boolean held() {
      return standing != 0 && standing != announced;
    }
  }

  /// What the named samplers come to, so that not every record has to look at each.
  private record Named(long greater, long lesser, boolean differ) {}

  /// What an announcement did.
  enum Change {
    /// Nothing that was not so before.
    NONE,
    /// The sampler was not known.
    NEW,
    /// The sampler was not known, and would lower what counts; it does not until it comes again.
    LOWER,
    /// The first rate came again, and lowers nothing.
    REPEATED,
    /// Another rate than the standing one; it is held until it comes again.
    HELD,
    /// A held rate, or a new sampler's lower one, came again and is in use now.
    CONFIRMED,
    /// The standing rate came again while another was held, which is forgotten.
    TAKEN_BACK,
  }

  /// What announcing `oneIn` for sampler `id` does.
  ///
  /// @param sent when the message was that does
  Change change(long id, long oneIn, SentAt sent) {
    var rate = rates.get(id);
    if (rate == null) {
      return oneIn < without(id) ? Change.LOWER : Change.NEW;
    }
    if (oneIn == rate.standing() && rate.held()) {
      return Change.TAKEN_BACK;
    }
    if (oneIn != rate.announced()) {
      return Change.HELD;
    }
    if (!sent.isAfter(rate.sent()) || (rate.trusted() && !rate.held())) {
      return Change.NONE;
    }
    return rate.held() || oneIn < without(id) ? Change.CONFIRMED : Change.REPEATED;
  }

  /// Takes that announcement.
  void announce(long id, long oneIn, SentAt sent) {
    var rate = rates.get(id);
    var change = change(id, oneIn, sent);
    if (rate == null) {
      put(id, new Rate(0, oneIn, sent, false));
      return;
    }
    switch (change) {
      case HELD -> {
        long standing = rate.standing() == 0 ? rate.announced() : rate.standing();
        put(id, new Rate(standing, oneIn, sent, rate.trusted()));
      }
      case CONFIRMED -> put(id, new Rate(rate.held() ? oneIn : rate.standing(), oneIn, sent, true));
      case REPEATED -> put(id, new Rate(rate.standing(), oneIn, sent, true));
      case TAKEN_BACK -> put(id, new Rate(oneIn, oneIn, sent, rate.trusted()));
      case NONE, NEW, LOWER -> {}
    }
  }

  private void put(long id, Rate rate) {
    rates.put(id, rate);
    named = null;
  }

  /// The rate by which records that mean sampler `id` would count if that were not known.
  private long without(long id) {
    if (id == UNNAMED) {
      return named().greater();
    }
    var unnamed = rates.get(UNNAMED);
    return unnamed == null ? 1 : unnamed.greater();
  }

  private Named named() {
    var known = named;
    if (known == null) {
      long greater = 1;
      long least = Long.MAX_VALUE;
      long lesser = 1;
      for (var entry : rates.entrySet()) {
        if (entry.getKey() != UNNAMED) {
          greater = Math.max(greater, entry.getValue().greater());
          least = Math.min(least, entry.getValue().greater());
          lesser = Math.max(lesser, entry.getValue().lesser());
        }
      }
      known = new Named(greater, lesser, least < greater);
      named = known;
    }
    return known;
  }

  boolean knows(long id) {
    return rates.containsKey(id);
  }

  int size() {
    return rates.size();
  }

  /// Rates that are held, those of samplers whose first rate would lower what counts included.
  int held() {
    int held = 0;
    for (var entry : rates.entrySet()) {
      var rate = entry.getValue();
      if (rate.held() || (!rate.trusted() && rate.greater() < without(entry.getKey()))) {
        held++;
      }
    }
    return held;
  }

  /// True if a record that names no sampler could mean rates that differ.
  boolean ambiguous() {
    var unnamed = rates.get(UNNAMED);
    return (unnamed == null || !unnamed.trusted()) && named().differ();
  }

  /// Rate of a record, at least 1, by the greater rate of its sampler.
  ///
  /// @param id sampler that it names; where that is not known, the unnamed one is meant
  /// @param named whether it names one; if not, and there is no unnamed one, the greatest of all
  ///   samplers is meant
  long oneIn(long id, boolean named) {
    return oneIn(id, named, Rate::greater, Named::greater);
  }

  /// The same by the lesser rate; by none where only one was announced, and that once.
  long leastOneIn(long id, boolean named) {
    return oneIn(id, named, Rate::lesser, Named::lesser);
  }

  private long oneIn(
      long id, boolean isNamed, ToLongFunction<Rate> which, ToLongFunction<Named> ofAll) {
    long oneIn = 1;
    var own = isNamed ? rates.get(id) : null;
    if (own != null) {
      oneIn = Math.max(oneIn, which.applyAsLong(own));
      if (own.trusted()) {
        return oneIn;
      }
    }
    var unnamed = rates.get(UNNAMED);
    if (unnamed != null) {
      oneIn = Math.max(oneIn, which.applyAsLong(unnamed));
    }
    boolean anyIsMeant = !isNamed && (unnamed == null || !unnamed.trusted());
    return anyIsMeant ? Math.max(oneIn, ofAll.applyAsLong(named())) : oneIn;
  }
}
