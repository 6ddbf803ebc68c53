package dev.strongroom.detector.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.detector.budget.Window;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.AlertBook;
import dev.strongroom.detector.finding.Finding;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OcsfFindingTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

  private static Alert alert(Rule rule) {
    var record =
        new FlowRecord(
            IpAddress.v4(1),
            IpAddress.v4(0x0a000005),
            new IpAddress(0x20010db800000000L, 1),
            0,
            443,
            6,
            1000,
            2,
            1,
            T0,
            T0);
    var finding =
        new Finding(
            rule,
            "acme",
            "llama",
            "acme/llama",
            "w",
            T0,
            1000,
            900,
            100_000,
            T0,
            "Because \"so\".",
            List.of(new Window.Share(IpAddress.v4(9), 1000)),
            List.of(record));
    return AlertBook.EMPTY.raise(finding, T0).opened().orElseThrow();
  }

  private static ObjectNode event(Alert alert, OcsfFinding.Activity activity) throws IOException {
    var json = StrictJson.write(OcsfFinding.event(alert, activity, T0, true));
    return (ObjectNode) new ObjectMapper().readTree(json.toArray());
  }

  @Tag("vectors")
  @ParameterizedTest
  @EnumSource(Rule.class)
  void everyRuleAndStateConformsToTheSchema(Rule rule) throws Exception {
    var schema = new OcsfSchema();
    var open = alert(rule);
    var taken = open.become(Alert.State.ACKNOWLEDGED, "operator", "taken", T0);
    var closed = taken.become(Alert.State.CLOSED, "operator", "closed", T0);
    compare(rule, "create", schema.violations(event(open, OcsfFinding.Activity.CREATE)));
    compare(rule, "update", schema.violations(event(taken, OcsfFinding.Activity.UPDATE)));
    compare(rule, "close", schema.violations(event(closed, OcsfFinding.Activity.CLOSE)));
  }

  private static void compare(Rule rule, String activity, List<String> violations) {
    var got = violations.isEmpty() ? "conforms" : String.join("; ", violations);
    Vectors.compare("ocsf/1.8.0 " + rule.code() + " " + activity, "conforms", got);
  }

  /// The schema check itself: each of these must be found.
  @Test
  void theCheckFindsWhatIsWrong() throws Exception {
    assertThat(violationsAfter(e -> e.remove("severity_id")))
        .containsExactly(".severity_id is required and absent");
    assertThat(violationsAfter(e -> e.put("severity_id", 17))).hasSize(1);
    assertThat(violationsAfter(e -> e.put("activity_id", 7))).hasSize(2);
    assertThat(violationsAfter(e -> e.put("time", "now"))).hasSize(1);
    assertThat(violationsAfter(e -> e.put("surprise", 1)))
        .containsExactly(".surprise is not known to the schema");
    assertThat(violationsAfter(e -> ((ObjectNode) e.get("finding_info")).remove("uid"))).hasSize(1);
    assertThat(
            violationsAfter(
                e -> ((ObjectNode) e.at("/evidences/0/src_endpoint")).put("ip", "not an address")))
        .hasSize(1);
    assertThat(violationsAfter(e -> ((ObjectNode) e.at("/evidences/0")).retain("data"))).isEmpty();
    assertThat(violationsAfter(e -> ((ObjectNode) e.at("/evidences/0/dst_endpoint")).removeAll()))
        .hasSize(1);
  }

  private static List<String> violationsAfter(Consumer<ObjectNode> change) throws IOException {
    var event = event(alert(Rule.MODEL_EGRESS), OcsfFinding.Activity.CREATE);
    change.accept(event);
    return new OcsfSchema().violations(event);
  }
}
