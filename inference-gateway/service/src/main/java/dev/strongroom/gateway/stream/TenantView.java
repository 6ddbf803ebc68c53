package dev.strongroom.gateway.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An engine's answer as its tenant may see it (OpenAI API reference, *The chat completion object*,
/// *The chat completion chunk object* and *The completion object*). Bytes pass as they are, but for
/// these members of the outermost object:
///
/// | Member | Becomes | Because it would tell |
/// |---|---|---|
/// | `model` | the name that the tenant asked for | the enrolled model, its owner |
/// | `id` | one id of the gateway's for the whole answer | a counter: how much others ask |
/// | `usage` | token counts; all else is taken out | cached tokens: what others asked before |
/// | `object`, `created`, `choices`, `service_tier`, `obfuscation` | pass | |
/// | any other | taken out | `system_fingerprint`, `timings`, queues: who else is on the node |
///
/// Members are taken out, not emptied: engines leave some away where they have nothing to tell, so
/// that presence alone would tell. A frame that is no such object, says something twice, or reports
/// an error is malformed: nothing of it may pass. Of an event stream only `data` passes. Immutable.
public final class TenantView {
  private static final Set<String> PASSED =
      Set.of("object", "created", "choices", "service_tier", "obfuscation");
  private static final Set<String> COUNTS =
      Set.of("prompt_tokens", "completion_tokens", "total_tokens");
  private static final Set<String> DETAILS =
      Set.of(
          "reasoning_tokens",
          "audio_tokens",
          "accepted_prediction_tokens",
          "rejected_prediction_tokens");

  /// Log probabilities inside of choices nest six deep.
  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final Bytes DATA = Bytes.utf8("data:");
  private static final Bytes DONE = Bytes.utf8("[DONE]");

  /// A comment, so that a node's sign of life still is one.
  private static final Bytes HEARTBEAT = Bytes.utf8(":\n\n");

  private final Bytes id;
  private final Bytes model;

  /// @param id of the whole answer
  /// @param model as the tenant calls it
  public TenantView(String id, String model) {
    this.id = Bytes.utf8(TextNode.valueOf(id).toString());
    this.model = Bytes.utf8(TextNode.valueOf(model).toString());
  }

  /// A member of an object: where its name begins, where its value begins and ends.
  private record Member(String name, JsonToken token, int nameAt, int valueAt, int end) {}

  /// What becomes of a member's value; empty to take the member out.
  private interface Editor {
    Optional<Bytes> edit(Member member, Bytes value) throws MalformedException;
  }

  /// A whole answer, or one frame of a stream.
  ///
  /// @throws MalformedException if it is no answer that can be understood
  public Bytes of(Bytes json) throws MalformedException {
    var members = members(json);
    if (members.stream().noneMatch(m -> m.name().equals("choices") && isArray(m))) {
      throw malformed("has no list of choices");
    }
    return edited(json, members, this::edit);
  }

  private static boolean isArray(Member member) {
    return member.token() == JsonToken.START_ARRAY;
  }

  private Optional<Bytes> edit(Member member, Bytes value) throws MalformedException {
    return switch (member.name()) {
      case "model" -> Optional.of(model);
      case "id" -> Optional.of(id);
      case "usage" -> counts(member, value, TenantView::usage);
      case "error" -> {
        if (member.token() != JsonToken.VALUE_NULL) {
          throw malformed("reports an error");
        }
        yield Optional.empty();
      }
      default -> PASSED.contains(member.name()) ? Optional.of(value) : Optional.empty();
    };
  }

  private static Optional<Bytes> usage(Member member, Bytes value) throws MalformedException {
    return member.name().equals("completion_tokens_details")
        ? counts(member, value, TenantView::details)
        : number(COUNTS, member, value);
  }

  private static Optional<Bytes> details(Member member, Bytes value) {
    return number(DETAILS, member, value);
  }

  private static Optional<Bytes> counts(Member member, Bytes value, Editor editor)
      throws MalformedException {
    return switch (member.token()) {
      case VALUE_NULL -> Optional.of(value);
      case START_OBJECT -> Optional.of(edited(value, members(value), editor));
      default -> Optional.empty();
    };
  }

  private static Optional<Bytes> number(Set<String> names, Member member, Bytes value) {
    return names.contains(member.name()) && member.token() == JsonToken.VALUE_NUMBER_INT
        ? Optional.of(value)
        : Optional.empty();
  }

  /// One event of a stream. Its framing stays if it is nothing but one `data` line.
  ///
  /// @throws MalformedException if its data is no frame that can be understood
  public Bytes of(SseEvent event) throws MalformedException {
    if (event.data().length() == 0) {
      return isBlank(event.raw(), 0) ? event.raw() : HEARTBEAT;
    }
    var shown = event.data().equals(DONE) ? DONE : of(event.data());
    int from = DATA.length() + (startsWith(event.raw(), DATA.length(), " ") ? 1 : 0);
    int to = from + event.data().length();
    if (startsWith(event.raw(), 0, DATA.utf8())
        && to <= event.raw().length()
        && event.raw().slice(from, to).equals(event.data())
        && isBlank(event.raw(), to)) {
      return event.raw().slice(0, from).concat(shown).concat(end(event.raw(), to));
    }
    return Bytes.utf8("data: " + shown.utf8().replace("\n", "\ndata: ") + "\n\n");
  }

  private static Bytes end(Bytes raw, int from) {
    return raw.slice(from, raw.length());
  }

  private static boolean startsWith(Bytes raw, int at, String ascii) {
    return raw.length() >= at + ascii.length()
        && raw.slice(at, at + ascii.length()).equals(Bytes.utf8(ascii));
  }

  private static boolean isBlank(Bytes raw, int from) {
    for (int i = from; i < raw.length(); i++) {
      if (raw.at(i) != '\n' && raw.at(i) != '\r') {
        return false;
      }
    }
    return true;
  }

  /// The object with each value edited; what stands between members goes with the later one.
  private static Bytes edited(Bytes json, List<Member> members, Editor editor)
      throws MalformedException {
    if (members.isEmpty()) {
      return json;
    }
    var source = json.toArray();
    var out = new ByteArrayOutputStream(source.length);
    out.write(source, 0, members.getFirst().nameAt());
    boolean first = true;
    int before = members.getFirst().nameAt();
    for (var member : members) {
      var value = editor.edit(member, json.slice(member.valueAt(), member.end()));
      if (value.isPresent()) {
        int from = first ? member.nameAt() : before;
        out.write(source, from, member.valueAt() - from);
        out.writeBytes(value.get().toArray());
        first = false;
      }
      before = member.end();
    }
    out.write(source, before, source.length - before);
    return Bytes.copyOf(out.toByteArray());
  }

  private static List<Member> members(Bytes json) throws MalformedException {
    var source = json.toArray();
    requireUtf8(source);
    try (JsonParser in = FACTORY.createParser(source)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("is no object");
      }
      var members = new ArrayList<Member>();
      var token = in.nextToken();
      while (token == JsonToken.FIELD_NAME) {
        int nameAt = offset(in);
        var name = in.currentName();
        var kind = in.nextToken();
        int valueAt = offset(in);
        in.skipChildren();
        token = in.nextToken();
        members.add(new Member(name, kind, nameAt, valueAt, endOfValue(source, offset(in))));
      }
      if (in.nextToken() != null) {
        throw malformed("has more behind the object");
      }
      return members;
    } catch (IOException _) {
      // The parser's words may quote the answer.
      throw malformed("is no JSON with one reading");
    }
  }

  /// The parser would guess UTF-16 and UTF-32, which a client may not; each has NUL bytes here.
  private static void requireUtf8(byte[] source) throws MalformedException {
    for (byte b : source) {
      if (b == 0) {
        throw malformed("is not UTF-8");
      }
    }
    if (source.length > 0 && source[0] < 0) {
      throw malformed("begins with a byte order mark");
    }
  }

  private static int offset(JsonParser in) {
    return (int) in.currentTokenLocation().getByteOffset();
  }

  /// Between a value and the next token stand only blanks and at most one comma.
  private static int endOfValue(byte[] source, int nextToken) {
    int end = nextToken;
    while (isBlankOrComma(source[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isBlankOrComma(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == ',';
  }

  private static MalformedException malformed(String reason) {
    return new MalformedException("answer", -1, reason);
  }
}
