package dev.strongroom.collateral.fetch;

import dev.strongroom.collateral.item.Service;
import dev.strongroom.wire.Bytes;
import java.util.Locale;
import java.util.Map;

/// Asks a vendor's service once. Implementations are thread-safe.
@FunctionalInterface
public interface Transport {
  /// GETs `resource`.
  ///
  /// @param maxBytes a longer body is not read
  /// @throws FetchException if there is no whole answer: nobody there, too slow, too long
  Answer get(Service service, String resource, int maxBytes) throws FetchException;

  /// An answer, whatever its status.
  ///
  /// @param headers names in lower case
  record Answer(int status, Map<String, String> headers, Bytes body) {
    public Answer {
      headers = Map.copyOf(headers);
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }
}
