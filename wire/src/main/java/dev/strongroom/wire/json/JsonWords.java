package dev.strongroom.wire.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.strongroom.wire.Printable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is wrong with a JSON document, in a person's words: the parser's own name its classes and
/// settings.
final class JsonWords {
  private static final Pattern MISSING =
      Pattern.compile("(?:Missing|Null value for) creator property '([^']+)'.*");
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '([^']+)'.*");

  private JsonWords() {}

  /// Why `failure` came.
  static String of(JsonProcessingException failure) {
    var message = firstLine(failure.getOriginalMessage());
    return switch (failure) {
      case JsonEOFException _ -> "it ends too early";
      case JsonParseException _ -> notJson(message);
      case UnrecognizedPropertyException e ->
          "'" + Printable.name(e.getPropertyName()) + "' is no member of it" + place(e, 1);
      case InvalidFormatException e -> "the value is malformed" + place(e, 0);
      case ValueInstantiationException e
          when e.getCause() instanceof IllegalArgumentException why ->
          firstLine(why.getMessage());
      case MismatchedInputException e -> mismatch(e, message);
      default -> "it cannot be read";
    };
  }

  private static String notJson(String message) {
    var twice = DUPLICATE.matcher(message);
    return twice.matches()
        ? "'" + Printable.name(twice.group(1)) + "' is there twice"
        : "it is not JSON";
  }

  private static String mismatch(MismatchedInputException failure, String message) {
    var missing = MISSING.matcher(message);
    if (missing.matches()) {
      return "'" + missing.group(1) + "' is missing" + place(failure, 1);
    }
    if (message.startsWith("No content")) {
      return "it is empty";
    }
    if (message.startsWith("Trailing token")) {
      return "something follows its end";
    }
    return "the value has another type than wanted" + place(failure, 0);
  }

  /// ` (at signatures[0])`, without the last `less` steps of the path; nothing for the outermost.
  private static String place(JsonMappingException failure, int less) {
    var path = failure.getPath();
    var steps =
        path.stream()
            .limit(Math.max(0, path.size() - less))
            .map(
                step ->
                    step.getFieldName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + Printable.name(step.getFieldName()))
            .collect(Collectors.joining());
    if (steps.isEmpty()) {
      return "";
    }
    return " (at " + (steps.startsWith(".") ? steps.substring(1) : steps) + ")";
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
