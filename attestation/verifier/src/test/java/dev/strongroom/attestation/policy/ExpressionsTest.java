package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.claims.ClaimKind;
import dev.strongroom.attestation.claims.ClaimSchema;
import dev.strongroom.wire.MalformedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What expressions can say, and what they may cost.
class ExpressionsTest {
  private static boolean holds(String cel) throws Exception {
    var claims =
        Fleet.claims(
            all -> {
              all.put("findings", List.of("snp.version-unknown"));
              all.put("azure.pcrs", Map.of("0", "00", "4", "44"));
            });
    var variables = new HashMap<String, Object>(claims.nested());
    variables.put(Expressions.REFERENCE, Map.of("guest/list", List.of("aa", "bb")));
    variables.put(Expressions.FLOOR, Map.of("guest/floor", 24L));
    return Expressions.compile("policy.own", cel).holds(variables);
  }

  private static void assertRefused(String cel) {
    assertThatThrownBy(() -> Expressions.compile("policy.own", cel))
        .as(cel)
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("policy.own");
  }

  @Test
  void versionsAreComparedNumberByNumber() throws Exception {
    assertThat(holds("isAtLeast('550.163.01', '550.90.07')")).isTrue();
    assertThat(holds("isAtLeast('550.90.07', '550.163.01')")).isFalse();
    assertThat(holds("isAtLeast('no version', '0')")).isFalse();
    assertThat(holds("devices.all(d, !isAtLeast(d.architecture, '0'))")).isTrue();
    assertRefused("isAtLeast('1')");
    assertRefused("isAtLeast(1, '1')");
  }

  @Test
  void everyClaimHasTheTypeOfItsKind() throws Exception {
    for (var claim : ClaimSchema.claims().values()) {
      var right =
          switch (claim.kind()) {
            case FLAG -> " == true";
            case NUMBER -> " == 1";
            case TEXT -> " == 'a'";
            case TEXTS -> ".exists(x, x == 'a')";
            case MAP -> "['a'] == 'a'";
            case DEVICES -> ".exists(x, x['a'] == 'a')";
          };
      assertThat(Expressions.compile("policy.own", claim.name() + right)).isNotNull();
      assertRefused(claim.name() + (claim.kind() == ClaimKind.NUMBER ? " == 'a'" : " == 1"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu.snp.mesurement == ''",
        "cpu.tdx.measurement == ''",
        "cpus.scheme == 'snp'",
        "cpu.snp == 'Genoa'",
        "cpu.scheme",
        "1",
        "'true'",
        "cpu.scheme = 'snp'",
        "",
        "true; true",
        // Macros that nothing here needs, and optional values.
        "devices.map(d, d.id).size() == 1",
        "devices.filter(d, true).size() == 1",
        "devices.exists_one(d, true)",
        "cpu.?scheme == optional.of('snp')",
      })
  void whatIsNoConditionOverDeclaredClaimsDoesNotCompile(String cel) {
    assertRefused(cel);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu.scheme == 'snp' && !simulated",
        "has(cpu.snp.product) && !has(cpu.snp.vmpl)",
        "devices.all(d, d.architecture == 'GH100')",
        "devices.exists(d, d.id == 'gpu-0')",
        "findings.exists(f, f.startsWith('snp.'))",
        "azure.pcrs['4'] == '44'",
        "'aa' in reference['guest/list'] && !('cc' in reference['guest/list'])",
        "cpu.snp.committed_tcb.microcode >= floor['guest/floor']",
        "cpu.snp.product.matches('^Gen.a$')",
      })
  void readsClaimsListsAndFloors(String cel) throws Exception {
    assertThat(holds(cel)).isTrue();
    assertThat(holds("!(" + cel + ")")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu.snp.vmpl == 0",
        "cpu.tdx.mrtd == ''",
        "reference['guest/none'].size() == 0",
        "floor['guest/none'] == 0",
        "azure.pcrs['23'] == ''",
        "devices[7].id == ''",
        "devices[0].driver_version == ''",
        "1 / 0 == 1",
        "9223372036854775807 + 1 > 0",
      })
  void whatIsNotThereIsNotFalseButAnError(String cel) {
    assertThatThrownBy(() -> holds(cel)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> holds("!(" + cel + ")")).isInstanceOf(MalformedException.class);
  }

  @Test
  void lengthIsBounded() throws Exception {
    var text = "cpu.scheme == 'snp' || cpu.scheme == '%s'";
    int rest = 2048 - text.formatted("").length();

    assertThat(holds(text.formatted("a".repeat(rest)))).isTrue();
    assertRefused(text.formatted("a".repeat(rest + 1)));
  }

  @Test
  void nodesAreBounded() throws Exception {
    assertThat(holds("[" + "1,".repeat(500) + "1].size() == 501")).isTrue();
    assertRefused("[" + "1,".repeat(600) + "1].size() == 601");
  }

  @Test
  void nestingIsBounded() throws Exception {
    assertThat(holds("[".repeat(8) + "1" + "]".repeat(8) + ".size() == 1")).isTrue();
    assertRefused("[".repeat(30) + "1" + "]".repeat(30) + ".size() == 1");
    assertRefused("(".repeat(200) + "true" + ")".repeat(200));
  }

  @Test
  void iterationsAreBounded() throws Exception {
    var ten = "[0,1,2,3,4,5,6,7,8,9]";
    var loops = "%s.all(a, %s.all(b, %s.all(c, true)))".formatted(ten, ten, ten);
    var more = "%s.all(a, %s.all(b, %s.all(c, %s.all(d, true))))".formatted(ten, ten, ten, ten);

    assertThatThrownBy(() -> holds(more)).isInstanceOf(MalformedException.class);
    assertThat(holds(loops.replace("[0,1,2,3,4,5,6,7,8,9].all(a", "[0,1,2].all(a"))).isTrue();
  }

  @Test
  void programsOfRegularExpressionsAreBounded() throws Exception {
    assertThat(holds("'a'.matches('^a{1,400}$')")).isTrue();
    assertThatThrownBy(() -> holds("'a'.matches('^a{1,400}b{0,400}$')"))
        .isInstanceOf(MalformedException.class);
  }
}
