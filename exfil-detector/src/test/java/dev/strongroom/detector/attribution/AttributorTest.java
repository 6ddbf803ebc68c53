package dev.strongroom.detector.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributorTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
  private static final PublicKey KEY = SigningKey.generate(new SecureRandom()).publicKey();
  private static final ModelKey LLAMA = new ModelKey("acme", "llama");
  private static final ModelKey OTHER = new ModelKey("acme", "other");

  private final Attributor attributor;
  private Holdings holdings = Holdings.remembered(List.of(), List.of());

  AttributorTest() throws MalformedException {
    attributor =
        new Attributor(
            IpNetwork.parseAll("site", List.of("10.0.0.0/8", "fc00::/7")),
            IpNetwork.parseAll("gateways", List.of("10.0.0.2")),
            Duration.ofMinutes(10));
  }

  private static Fleet.Model model(ModelKey key, String... allowed) throws MalformedException {
    return new Fleet.Model(
        key.owner(),
        key.model(),
        1_000_000,
        10_000,
        IpNetwork.parseAll("allowed", List.of(allowed)),
        false);
  }

  private static Fleet.Holder holder(String lease, ModelKey key, Instant begin, String... addresses)
      throws MalformedException {
    var parsed = new ArrayList<IpAddress>();
    for (var address : addresses) {
      parsed.add(IpAddress.parse("address", address));
    }
    return new Fleet.Holder(
        lease,
        new ModelVersion(key.owner(), key.model(), 1),
        KEY,
        "",
        parsed,
        begin,
        Duration.ofHours(1));
  }

  private void fleet(Instant now, Fleet.Holder... holders) throws MalformedException {
    var models = List.of(model(LLAMA, "10.0.0.2/32", "2001:db8:1::/48"), model(OTHER));
    holdings = holdings.next(new Fleet(Profile.SIMULATION, 1, models, List.of(holders)), now);
  }

  private Attribution at(Instant time, String from, String to) throws MalformedException {
    var record =
        new FlowRecord(
            IpAddress.v4(1),
            IpAddress.parse("from", from),
            IpAddress.parse("to", to),
            1,
            2,
            6,
            100,
            1,
            1,
            time.minusSeconds(10),
            time);
    return attributor.attribute(record, holdings);
  }

  @Test
  void countsUnlistedDestinationsOnly() throws Exception {
    fleet(T0, holder("l1", LLAMA, T0, "10.0.0.5"));
    var later = T0.plusSeconds(60);
    assertThat(at(later, "10.0.0.5", "203.0.113.9")).isEqualTo(held(LLAMA));
    assertThat(at(later, "10.0.0.5", "10.9.9.9")).isEqualTo(held(LLAMA));
    assertThat(at(later, "10.0.0.5", "10.0.0.2")).isEqualTo(held());
    assertThat(at(later, "10.0.0.5", "2001:db8:1::7")).isEqualTo(held());
    assertThat(at(later, "10.0.0.5", "2001:db8:2::7")).isEqualTo(held(LLAMA));
  }

  private static Attribution held(ModelKey... models) {
    return new Attribution.Held(List.of(models));
  }

  @Test
  void addressesAreUsedAgain() throws Exception {
    fleet(T0, holder("l1", LLAMA, T0, "10.0.0.5"));
    var changed = T0.plusSeconds(3600);
    fleet(changed, holder("l2", OTHER, changed.plusSeconds(60), "10.0.0.5"));
    assertThat(at(T0.plusSeconds(600), "10.0.0.5", "203.0.113.9")).isEqualTo(held(LLAMA));
    assertThat(at(changed.plusSeconds(600), "10.0.0.5", "203.0.113.9")).isEqualTo(held(OTHER));
    assertThat(at(T0.minusSeconds(600), "10.0.0.5", "203.0.113.9"))
        .isEqualTo(new Attribution.Unattributed());
  }

  @Test
  void recordAcrossTwoHoldersCountsInFullForBoth() throws Exception {
    fleet(T0, holder("l1", LLAMA, T0, "10.0.0.5"));
    var changed = T0.plusSeconds(3600);
    fleet(changed, holder("l2", OTHER, changed, "10.0.0.5"));
    assertThat(at(changed.plusSeconds(5), "10.0.0.5", "203.0.113.9")).isEqualTo(held(LLAMA, OTHER));
  }

  @Test
  void holderLingersAfterItsLeaseUnlessSomeoneElseHasTheAddress() throws Exception {
    fleet(T0, holder("l1", LLAMA, T0, "10.0.0.5"));
    var ended = T0.plusSeconds(3600);
    fleet(ended);
    assertThat(at(ended.plusSeconds(300), "10.0.0.5", "203.0.113.9")).isEqualTo(held(LLAMA));
    assertThat(at(ended.plusSeconds(700), "10.0.0.5", "203.0.113.9"))
        .isEqualTo(new Attribution.Unattributed());
  }

  @Test
  void bytesToAnotherHolderOfTheSameModelCount() throws Exception {
    fleet(
        T0,
        holder("l1", LLAMA, T0, "10.0.0.5"),
        holder("l2", LLAMA, T0, "10.0.0.6"),
        holder("l3", OTHER, T0, "10.0.0.7"));
    var later = T0.plusSeconds(60);
    assertThat(at(later, "10.0.0.5", "10.0.0.6")).isEqualTo(held(LLAMA));
    assertThat(at(later, "10.0.0.5", "10.0.0.7")).isEqualTo(held(LLAMA));
  }

  /// The attack: an operator starts a second agent and gives it the file server's address as well.
  @Test
  void addressThatASecondLeaseDeclaredExcusesNothingOfTheFirst() throws Exception {
    fleet(
        T0,
        holder("l1", LLAMA, T0, "10.0.0.5"),
        holder("l2", LLAMA, T0, "10.0.0.6", "10.0.0.99", "203.0.113.9"));
    var later = T0.plusSeconds(60);
    assertThat(at(later, "10.0.0.5", "10.0.0.99")).isEqualTo(held(LLAMA));
    assertThat(at(later, "10.0.0.5", "203.0.113.9")).isEqualTo(held(LLAMA));
  }

  @Test
  void addressThatTheSenderDeclaredItselfExcusesNothing() throws Exception {
    fleet(T0, holder("l1", LLAMA, T0, "10.0.0.5", "10.0.0.66", "203.0.113.9"));
    var later = T0.plusSeconds(60);
    assertThat(at(later, "10.0.0.5", "10.0.0.66")).isEqualTo(held(LLAMA));
    assertThat(at(later, "10.0.0.5", "203.0.113.9")).isEqualTo(held(LLAMA));
    assertThat(at(later, "10.0.0.5", "10.0.0.5")).isEqualTo(held(LLAMA));
  }

  @Test
  void tellsGatewaysUnknownSendersAndTheRestApart() throws Exception {
    assertThat(at(T0, "10.0.0.2", "198.51.100.1")).isEqualTo(new Attribution.Served());
    assertThat(at(T0, "10.0.0.8", "198.51.100.1")).isEqualTo(new Attribution.Unattributed());
    assertThat(at(T0, "10.0.0.8", "10.0.0.9")).isEqualTo(new Attribution.NoEgress());
    assertThat(at(T0, "198.51.100.1", "10.0.0.5")).isEqualTo(new Attribution.NoEgress());
  }

  @Test
  void leasesWithoutUsableAddressOutsideTheSiteOrSharingOneAreTold() throws Exception {
    fleet(T0, holder("l1", LLAMA, T0, "10.0.0.5"), holder("l2", OTHER, T0, "10.0.0.6"));
    assertThat(holdings.problems()).isEmpty();
    assertThat(attributor.problems(holdings)).isEmpty();
    fleet(
        T0,
        holder("l1", LLAMA, T0, "10.0.0.5", "203.0.113.9"),
        holder("l2", OTHER, T0, "10.0.0.5"),
        holder("l3", LLAMA, T0));
    assertThat(holdings.problems()).hasSize(1);
    assertThat(holdings.problems().getFirst()).contains("l3", "acme/llama", "no address");
    assertThat(attributor.problems(holdings)).hasSize(2);
    assertThat(attributor.problems(holdings).get(0)).contains("10.0.0.5", "shared", "l1, l2");
    assertThat(attributor.problems(holdings).get(1)).contains("203.0.113.9", "outside", "l1");
    fleet(T0.plusSeconds(60));
    assertThat(attributor.problems(holdings)).isEmpty();
  }

  @Test
  void ipv6EverythingDoesNotContainIpv4() throws Exception {
    var all = IpNetwork.parse("n", "::/0");
    assertThat(all.contains(IpAddress.parse("a", "2001:db8::1"))).isTrue();
    assertThat(all.contains(IpAddress.parse("a", "192.0.2.1"))).isFalse();
    assertThat(IpNetwork.parse("n", "0.0.0.0/0").contains(IpAddress.parse("a", "192.0.2.1")))
        .isTrue();
    assertThat(IpNetwork.parse("n", "192.0.2.128/25").contains(IpAddress.parse("a", "192.0.2.1")))
        .isFalse();
    assertThatThrownBy(() -> IpNetwork.parse("n", "example.com/8"))
        .isInstanceOf(MalformedException.class);
  }
}
