package dev.strongroom.detector.flow.ipfix;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The sampling rates that one observation domain announced, by sampler. Immutable.
///
/// Over UDP anyone can announce a rate in an exporter's name, so one announcement proves nothing.
/// Records count by the greater of a sampler's two rates, the one that stands and the one that was
/// announced last: a rate that raises what counts is used at once, one that lowers it only once it
/// came twice in a row, the second time in a message exported later (a duplicate of a datagram says
/// nothing new). Too much, never too little. The lesser of the two is there for records that the
/// greater would make implausible, or a forged rate beyond belief would make them vanish.
///
/// | Announced | Then stands | Change |
/// |---|---|---|
/// | a sampler's first rate | nothing yet | [Change#NEW] |
/// | the rate that stands | that | [Change#NONE]; [Change#TAKEN_BACK] if another was held |
/// | the held rate, exported later | that | [Change#CONFIRMED] |
/// | the held rate, exported then | as before | [Change#NONE] |
/// | another rate | as before, or the first if nothing did | [Change#HELD] |
///
/// @param rates by sampler id
record Samplers(Map<Long, Rate> rates) {
  static final Samplers NONE = new Samplers(Map.of());

  /// Sampler that holds where neither option nor record names one.
  static final long UNNAMED = -1;

  Samplers {
    rates = Map.copyOf(rates);
  }

  /// Rates of one sampler, one packet in how many.
  ///
  /// @param standing came twice in a row, or first; 0 while no other came after the first
  /// @param announced came last
  /// @param exported when, in seconds since 1970 by the exporter's clock
  record Rate(long standing, long announced, long exported) {
    long greater() {
      return Math.max(standing, announced);
    }

    long lesser() {
      return Math.min(standing, announced);
    }

    boolean held() {
      return standing != 0 && standing != announced;
    }
  }

  /// What an announcement did.
  enum Change {
    /// Nothing that was not so before.
    NONE,
    /// The sampler was not known.
    NEW,
    /// Another rate than the standing one; it is held until it comes again.
    HELD,
    /// A held rate came again and stands now.
    CONFIRMED,
    /// The standing rate came again while another was held, which is forgotten.
    TAKEN_BACK,
  }

  /// What announcing `oneIn` for sampler `id` does.
  ///
  /// @param exported of the message that does
  Change change(long id, long oneIn, long exported) {
    var rate = rates.get(id);
    if (rate == null) {
      return Change.NEW;
    }
    if (oneIn == rate.standing()) {
      return rate.held() ? Change.TAKEN_BACK : Change.NONE;
    }
    if (oneIn == rate.announced()) {
      return rate.held() && exported > rate.exported() ? Change.CONFIRMED : Change.NONE;
    }
    return Change.HELD;
  }

  /// The samplers after that.
  Samplers with(long id, long oneIn, long exported) {
    var before = rates.get(id);
    var after =
        switch (change(id, oneIn, exported)) {
          case NEW -> new Rate(0, oneIn, exported);
          case CONFIRMED, TAKEN_BACK -> new Rate(oneIn, oneIn, exported);
          case HELD -> new Rate(standing(before), oneIn, exported);
          case NONE -> before;
        };
    if (after == null || after.equals(before)) {
      return this;
    }
    var changed = new HashMap<>(rates);
    changed.put(id, after);
    return new Samplers(changed);
  }

  private static long standing(@Nullable Rate rate) {
    return rate == null ? 0 : rate.standing() == 0 ? rate.announced() : rate.standing();
  }

  boolean knows(long id) {
    return rates.containsKey(id);
  }

  int size() {
    return rates.size();
  }

  /// Rates that are held.
  int held() {
    return (int) rates.values().stream().filter(Rate::held).count();
  }

  /// True if a record that names no sampler could mean rates that differ.
  boolean ambiguous() {
    return !knows(UNNAMED)
        && rates.values().stream().mapToLong(Rate::greater).distinct().count() > 1;
  }

  /// Rate of a record, at least 1, by the greater rate of its sampler.
  ///
  /// @param id sampler that it names; where that is not known, the unnamed one is meant
  /// @param named whether it names one; if not, and there is no unnamed one, the greatest of all
  ///   samplers is meant
  long oneIn(long id, boolean named) {
    return oneIn(id, named, Rate::greater);
  }

  /// The same by the lesser rate; by none where only one was announced.
  long leastOneIn(long id, boolean named) {
    return oneIn(id, named, Rate::lesser);
  }

  private long oneIn(long id, boolean named, ToLongFunction<Rate> which) {
    var own = named ? rates.get(id) : null;
    var rate = own == null ? rates.get(UNNAMED) : own;
    if (rate != null) {
      return Math.max(1, which.applyAsLong(rate));
    }
    return named ? 1 : rates.values().stream().mapToLong(which).reduce(1, Math::max);
  }
}
