package dev.strongroom.protocol.client;

import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.appraisal.AppraisalAnswer;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.appraisal.ResultKeys;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentReceipt;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import dev.strongroom.protocol.enrolment.EnrolmentReceipt;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/// HTTP client of the broker's API, version 1. Every call is safe to repeat.
///
/// | Method and path | Body | Answer | Who |
/// |---|---|---|---|
/// | GET /v1/broker | | [BrokerInfo] | anyone |
/// | POST /v1/models | envelope of [dev.strongroom.protocol.enrolment.Enrolment] | [EnrolmentReceipt] | owner, by signature |
/// | POST /v1/release/hello | [Hello] | envelope of [dev.strongroom.protocol.release.Challenge] | agent |
/// | POST /v1/release | [ReleaseRequest] | [ReleaseAnswer] | agent, by Evidence |
/// | POST /v1/leases/{id}/heartbeat | envelope of [dev.strongroom.protocol.release.Heartbeat] | envelope of [dev.strongroom.protocol.release.LeaseStatus] | holder, by signature |
/// | GET /v1/leases/{id}/changes?revision&seconds | | `{"revision":n}` | anyone who knows the id |
/// | GET /v1/fleet?revision&seconds | | [Fleet] | gateway, detector, operator, by mTLS |
/// | GET /v1/devices?after&limit | | [DevicePage] | operator, by mTLS |
/// | GET /v1/devices/refused | | [RefusedMoves] | detector, operator, by mTLS |
/// | POST /v1/containment | [ContainmentOrder] | [ContainmentReceipt] | detector, operator, by mTLS |
/// | POST /v1/containment/preview | [ContainmentOrder] | [ContainmentReceipt] | detector, operator, by mTLS |
/// | GET /v1/log/checkpoint | | signed note, text | anyone |
/// | GET /v1/log/consistency?from&to | | [ConsistencyProof] | anyone |
/// | GET /v1/log/entries?from&limit | | [LogPage] | auditor, operator, by mTLS |
/// | POST /v1/appraisals | [AppraisalRequest] | [AppraisalAnswer] | relying-party, gateway, operator, by mTLS |
/// | GET /v1/appraisals/keys | | [ResultKeys] | anyone |
///
/// The last two are of the role `verifier`: a broker has them where it is configured as one.
///
/// Thread-safe. Close it to end its connections.
public final class BrokerClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

  private final URI base;
  private final HttpClient http;

  /// @param base such as `https://127.0.0.1:8443`
  /// @param tls trust in the broker's TLS certificate, and the caller's own where it has one
  public BrokerClient(URI base, SSLContext tls) {
    this.base = base;
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /// Revision of whatever was asked about.
  ///
  /// @param revision rises with every change
  public record Revision(long revision) {}

  /// Shows that a longer log begins with every entry of a shorter one (RFC 9162, 2.1.4).
  ///
  /// @param hashes 32 bytes each
  public record ConsistencyProof(List<Bytes> hashes) {
    public ConsistencyProof {
      hashes = List.copyOf(hashes);
    }
  }

  /// What the broker says of itself.
  public BrokerInfo info() throws RefusedException, UnavailableException, MalformedException {
    return get("/v1/broker", ANSWER_TIMEOUT, BrokerInfo.class);
  }

  /// Registers a model version.
  public EnrolmentReceipt enrol(Envelope enrolment)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/models", enrolment, EnrolmentReceipt.class);
  }

  /// Opens a session; the answer is a signed challenge.
  public Envelope hello(Hello hello)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/release/hello", hello, Envelope.class);
  }

  /// Asks for the key.
  public ReleaseAnswer release(ReleaseRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/release", request, ReleaseAnswer.class);
  }

  /// Renews a lease; the answer is a signed status.
  public Envelope heartbeat(String leaseId, Envelope heartbeat)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/leases/" + leaseId + "/heartbeat", heartbeat, Envelope.class);
  }

  /// Waits until the lease changed since `revision`, or until `wait` is over. A hint to send a
  /// heartbeat now; it proves nothing.
  public Revision awaitLease(String leaseId, long revision, Duration wait)
      throws RefusedException, UnavailableException, MalformedException {
    var path = "/v1/leases/" + leaseId + "/changes" + since(revision, wait);
    return get(path, wait.plus(ANSWER_TIMEOUT), Revision.class);
  }

  /// Who holds what, as soon as that is newer than `revision` (0: at once), or when `wait` is over.
  public Fleet fleet(long revision, Duration wait)
      throws RefusedException, UnavailableException, MalformedException {
    return get("/v1/fleet" + since(revision, wait), wait.plus(ANSWER_TIMEOUT), Fleet.class);
  }

  /// Up to `limit` devices of the ledger whose ids come after `after`; 1,000 at most.
  ///
  /// @param after id of the last device of the page before, empty for the first page
  public DevicePage devices(String after, int limit)
      throws RefusedException, UnavailableException, MalformedException {
    var path = "/v1/devices?after=" + after + "&limit=" + limit;
    return get(path, ANSWER_TIMEOUT, DevicePage.class);
  }

  /// Devices that a second platform showed while they were held.
  public RefusedMoves refusedMoves()
      throws RefusedException, UnavailableException, MalformedException {
    return get("/v1/devices/refused", ANSWER_TIMEOUT, RefusedMoves.class);
  }

  /// Contains a model.
  public ContainmentReceipt contain(ContainmentOrder order)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/containment", order, ContainmentReceipt.class);
  }

  /// Says what [#contain] would do.
  public ContainmentReceipt preview(ContainmentOrder order)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/containment/preview", order, ContainmentReceipt.class);
  }

  /// The newest checkpoint, a signed note.
  public String checkpoint() throws RefusedException, UnavailableException, MalformedException {
    return send(request("/v1/log/checkpoint", ANSWER_TIMEOUT).GET().build()).utf8();
  }

  /// Why the log of `to` entries is the one of `from` entries, grown.
  public ConsistencyProof consistency(long from, long to)
      throws RefusedException, UnavailableException, MalformedException {
    var path = "/v1/log/consistency?from=" + from + "&to=" + to;
    return get(path, ANSWER_TIMEOUT, ConsistencyProof.class);
  }

  /// Up to `limit` entries from index `from`.
  public LogPage entries(long from, int limit)
      throws RefusedException, UnavailableException, MalformedException {
    return get("/v1/log/entries?from=" + from + "&limit=" + limit, ANSWER_TIMEOUT, LogPage.class);
  }

  /// Has Evidence appraised. Whatever the verdict, the answer is a signed result; a policy that the
  /// verifier does not know is refused (`appraisal.policy-unknown`).
  public AppraisalAnswer appraise(AppraisalRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    return post("/v1/appraisals", request, AppraisalAnswer.class);
  }

  /// The keys that results are signed with.
  public ResultKeys resultKeys() throws RefusedException, UnavailableException, MalformedException {
    return get("/v1/appraisals/keys", ANSWER_TIMEOUT, ResultKeys.class);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static String since(long revision, Duration wait) {
    return "?revision=" + revision + "&seconds=" + wait.toSeconds();
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(timeout);
  }

  private <T> T get(String path, Duration timeout, Class<T> type)
      throws RefusedException, UnavailableException, MalformedException {
    return StrictJson.read(send(request(path, timeout).GET().build()), type);
  }

  private <T> T post(String path, Object body, Class<T> type)
      throws RefusedException, UnavailableException, MalformedException {
    var request =
        request(path, ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(StrictJson.write(body).toArray()))
            .build();
    return StrictJson.read(send(request), type);
  }

  private Bytes send(HttpRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    HttpResponse<byte[]> response;
    try {
      response =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    } catch (IOException e) {
      throw new UnavailableException("broker at " + base + " did not answer: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for the broker", e);
    }
    var body = Bytes.copyOf(response.body());
    if (response.statusCode() / 100 == 2) {
      return body;
    }
    var problem = problem(response.statusCode(), body);
    if (response.statusCode() >= 500) {
      throw new UnavailableException("broker at " + base + ": " + problem.detail());
    }
    throw new RefusedException(problem);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Problem problem(int status, Bytes body) {
    try {
      return StrictJson.read(body, Problem.class);
    } catch (MalformedException _) {
      return Problem.of(
          status, "broker.answer", "Unexpected answer", "HTTP status " + status, List.of());
    }
  }
}
