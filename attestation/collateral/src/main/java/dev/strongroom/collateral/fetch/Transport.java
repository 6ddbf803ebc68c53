package dev.strongroom.collateral.fetch;

import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Service;
import dev.strongroom.wire.Bytes;
import java.util.Locale;
import java.util.Map;

/// Asks a vendor's service once. Implementations are thread-safe.
@FunctionalInterface
public interface Transport {
  /// Asks.
  ///
  /// @param maxBytes a longer body is not read
  /// @throws FetchException if there is no whole answer: nobody there, too slow, too long
  Answer ask(Service service, Request request, int maxBytes) throws FetchException;

  /// What is asked.
  ///
  /// @param resource path and query
  /// @param body what is posted; empty to get
  /// @param mediaType of the body; empty if there is none
  record Request(String resource, Bytes body, String mediaType) {
    public Request {
      if (mediaType.isEmpty() != (body.length() == 0)) {
        throw new IllegalArgumentException("mediaType: want one exactly if there is a body");
      }
    }

    /// GETs `resource`.
    public static Request get(String resource) {
      return new Request(resource, Bytes.empty(), "");
    }

    /// Asks for `item`.
    public static Request of(Item item) {
      return new Request(item.resource(), item.question(), item.questionType());
    }
  }

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
