package dev.strongroom.attestation.demand;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A version of numbers between dots, as vendors number drivers (decimal, `570.172.08`) and VBIOSes
/// (hexadecimal, `96.00.D9.00.35`). Decimal digits order alike read either way, so all are read as
/// hexadecimal. Numbers that are missing at the end are zero.
///
/// @param numbers from the left
public record DottedVersion(List<BigInteger> numbers) implements Comparable<DottedVersion> {
  private static final Pattern FORM =
      Pattern.compile("[0-9A-Fa-f]{1,16}(\\.[0-9A-Fa-f]{1,16}){0,7}");
  private static final int HEXADECIMAL = 16;

  public DottedVersion {
    numbers = List.copyOf(numbers);
  }

  /// Reads a version; nothing if it has another form.
  public static Optional<DottedVersion> of(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(
            new DottedVersion(
                Arrays.stream(text.split("\\.", -1))
                    .map(number -> new BigInteger(number, HEXADECIMAL))
                    .toList()))
        : Optional.empty();
  }

  /// True if `seen` is `floor` or later. What has another form than a version never is.
  public static boolean isAtLeast(String seen, String floor) {
    var one = of(seen);
    var other = of(floor);
    return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) >= 0;
  }

  @Override
  public int compareTo(DottedVersion other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int order = number(i).compareTo(other.number(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private BigInteger number(int i) {
    return i < numbers.size() ? numbers.get(i) : BigInteger.ZERO;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DottedVersion that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    int end = numbers.size();
    while (end > 0 && number(end - 1).signum() == 0) {
      end--;
    }
    return numbers.subList(0, end).hashCode();
  }
}
