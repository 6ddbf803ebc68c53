package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NOW;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.OUTSIDE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.flow;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7011, section 3.1: observation domains, which of them are kept, and whether we see.
class IpfixDomainsTest {
  private static final int LIMIT = Limits.DEFAULT.domains();

  private final IpfixFixture ipfix = new IpfixFixture();

  private int data(IpfixWriter writer, Instant at) throws MalformedException {
    var flow = List.of(flow(OUTSIDE, 5));
    return ipfix.decode(writer.data(at, flow).getFirst(), at).records().size();
  }

  private int domains() {
    return ipfix.state().summary().domains();
  }

  @Nested
  @DisplayName("A place in the table")
  class Places {
    @Test
    void emptyMessagesTakeNone() throws Exception {
      for (int domain = 1000; domain < 1000 + LIMIT; domain++) {
        ipfix.decode(message(domain, NOW, 0));
      }
      assertThat(domains()).isZero();
      ipfix.decode(ipfix.writer().templates(NOW));
      assertThat(data(ipfix.writer(), NOW)).isEqualTo(1);
    }

    @Test
    void domainsWithoutFlowsYieldToANewcomerAndItIsNoted() throws Exception {
      for (int domain = 1000; domain < 1000 + LIMIT; domain++) {
        ipfix.decode(new IpfixWriter(domain).templates(NOW));
      }
      assertThat(ipfix.notices(Notice.Kind.TABLE_FULL)).isZero();
      ipfix.decode(ipfix.writer().templates(NOW));
      assertThat(ipfix.notices(Notice.Kind.TABLE_FULL)).isEqualTo(1);
      assertThat(data(ipfix.writer(), NOW)).isEqualTo(1);
      assertThat(domains()).isEqualTo(LIMIT);
    }

    @Test
    void aDomainThatGaveFlowsKeepsItsPlaceWhileItIsOfUse() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      assertThat(data(ipfix.writer(), NOW)).isEqualTo(1);
      for (int domain = 1000; domain < 1000 + 2 * LIMIT; domain++) {
        ipfix.decode(new IpfixWriter(domain).templates(NOW));
      }
      assertThat(domains()).isEqualTo(LIMIT);
      assertThat(data(ipfix.writer(), NOW)).isEqualTo(1);
    }

    @Test
    void theOneThatWasOfUseTheLongestTimeAgoGoesFirst() throws Exception {
      for (int domain = 0; domain < LIMIT; domain++) {
        var at = NOW.plusSeconds(domain);
        ipfix.decode(new IpfixWriter(domain).templates(at), at);
      }
      var later = NOW.plusSeconds(LIMIT);
      var first = new IpfixWriter(0);
      ipfix.decode(first.templates(later), later);
      ipfix.decode(new IpfixWriter(1000).templates(later), later);
      assertThat(data(first, later)).isEqualTo(1);
      assertThat(data(new IpfixWriter(1), later)).isZero();
    }

    @Test
    void domainsOfNoUseForLongYieldEvenIfTheyGaveFlows() throws Exception {
      for (int domain = 1000; domain < 1000 + LIMIT; domain++) {
        var forged = new IpfixWriter(domain);
        ipfix.decode(forged.templates(NOW));
        data(forged, NOW);
      }
      ipfix.decode(ipfix.writer().templates(NOW));
      assertThat(ipfix.notices(Notice.Kind.TABLE_FULL)).isEqualTo(1);
      assertThat(data(ipfix.writer(), NOW)).isZero();
      var later = NOW.plus(Duration.ofMinutes(31));
      ipfix.decode(ipfix.writer().templates(later), later);
      assertThat(data(ipfix.writer(), later)).isEqualTo(1);
    }

    @Test
    void whatADomainKeptGoesWithIt() throws Exception {
      for (int domain = 1000; domain < 1000 + LIMIT; domain++) {
        ipfix.decode(message(domain, NOW, 0, set(300, Bytes.zeros(4))));
      }
      assertThat(ipfix.state().summary().pendingSets()).isEqualTo(LIMIT);
      ipfix.decode(ipfix.writer().templates(NOW));
      assertThat(ipfix.state().summary().pendingSets()).isEqualTo(LIMIT - 1);
    }
  }

  @Nested
  @DisplayName("Blindness")
  class Blindness {
    private final IpfixWriter other = new IpfixWriter(1000);

    private void undecoded(int second) throws MalformedException {
      var at = NOW.plusSeconds(second);
      ipfix.decode(message(7, at, 0, set(60_000, Bytes.zeros(4))), at);
    }

    private void garbage(int second) {
      try {
        ipfix.decode(Bytes.utf8("GET / HTTP/1.1"), NOW.plusSeconds(second));
        throw new AssertionError("garbage was decoded");
      } catch (MalformedException e) {
        assertThat(e.field()).isNotEmpty();
      }
    }

    @Test
    void aFlowOfAnotherDomainDoesNotCureIt() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      data(ipfix.writer(), NOW);
      ipfix.decode(other.templates(NOW));
      for (int second = 1; second < 60; second += 10) {
        undecoded(second);
        data(other, NOW.plusSeconds(second));
      }
      assertThat(ipfix.state().isBlind()).isFalse();
      undecoded(61);
      assertThat(ipfix.state().isBlind()).isTrue();
    }

    @Test
    void oneHarmlessFlowAMinuteDoesNotCureIt() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      data(ipfix.writer(), NOW);
      for (int second = 1; second <= 7200; second += 10) {
        garbage(second);
        if (second > 61) {
          assertThat(ipfix.state().isBlind()).isTrue();
        }
        if (second % 60 == 1) {
          data(ipfix.writer(), NOW.plusSeconds(second));
        }
      }
    }

    @Test
    void flowsThatComeAgainSoonOutnumberALongFailure() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      data(ipfix.writer(), NOW);
      for (int second = 1; second <= 7200; second++) {
        garbage(second);
      }
      assertThat(ipfix.state().isBlind()).isTrue();
      for (int second = 7201; second <= 7200 + 180; second++) {
        data(ipfix.writer(), NOW.plusSeconds(second));
      }
      assertThat(ipfix.state().isBlind()).isFalse();
    }

    @Test
    void aStartWithoutTemplatesIsNoneForHalfAnHour() throws Exception {
      undecoded(0);
      undecoded(1799);
      assertThat(ipfix.state().isBlind()).isFalse();
      undecoded(1800);
      assertThat(ipfix.state().isBlind()).isTrue();
    }
  }
}
