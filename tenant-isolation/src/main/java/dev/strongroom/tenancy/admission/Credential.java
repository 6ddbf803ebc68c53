package dev.strongroom.tenancy.admission;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The credential that a request shows. Exactly one counts: a request that shows two different ones
/// could be read as either tenant's, and one in a query string ends up in logs on its way.
public sealed interface Credential {
  /// One API key. Never prints itself.
  final class Presented implements Credential {
    private final String value;

    private Presented(String value) {
      this.value = value;
    }

    /// The key as the client sent it: for lookup only.
    public String value() {
      return value;
    }

    @Override
    public String toString() {
      return "Presented[redacted]";
    }
  }

  /// No acceptable credential.
  ///
  /// @param reason why
  record Refused(Reason reason) implements Credential {}

  /// Why a credential is not acceptable.
  enum Reason {
    /// None is there.
    MISSING,
    /// There are two different ones.
    AMBIGUOUS,
    /// One stands in the query string.
    IN_QUERY,
    /// It is not `Bearer` and a key, or longer than [#MAX_KEY_CHARACTERS].
    MALFORMED,
  }

  /// Our keys have 46 characters; longer ones cost a digest for nothing.
  int MAX_KEY_CHARACTERS = 256;

  /// Names under which clients are known to put keys into URLs, without case and separators.
  Set<String> QUERY_NAMES =
      Set.of("apikey", "key", "accesstoken", "token", "authorization", "auth", "xapikey", "secret");

  /// Reads the credential of a request.
  ///
  /// @param authorization every value of `Authorization` (RFC 6750, section 2.1)
  /// @param apiKey every value of `x-api-key`
  /// @param query raw query string, null without one
  static Credential read(List<String> authorization, List<String> apiKey, @Nullable String query) {
    if (query != null && holdsCredential(query)) {
      return new Refused(Reason.IN_QUERY);
    }
    var keys = new LinkedHashSet<String>();
    for (var value : authorization) {
      if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) {
        return new Refused(Reason.MALFORMED);
      }
      keys.add(value.substring(7).strip());
    }
    for (var value : apiKey) {
      keys.add(value.strip());
    }
    return switch (keys.size()) {
      case 0 -> new Refused(Reason.MISSING);
      case 1 -> presented(keys.getFirst());
      default -> new Refused(Reason.AMBIGUOUS);
    };
  }

  private static Credential presented(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS) {
      return new Refused(Reason.MALFORMED);
    }
    return new Presented(key);
  }

  private static boolean holdsCredential(String query) {
    for (var pair : query.split("[&;]", -1)) {
      int equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      try {
        name = URLDecoder.decode(name, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        return true; // an escape that cannot be read may spell anything
      }
      if (QUERY_NAMES.contains(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))) {
        return true;
      }
    }
    return false;
  }
}
