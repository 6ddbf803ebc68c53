package dev.strongroom.collateral.testing;

import dev.strongroom.collateral.fetch.FetchException;
import dev.strongroom.collateral.fetch.Transport;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Service;
import dev.strongroom.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Services without a network: the recorded answers, or what a test scripts.
public final class FakeVendors implements Transport {
  private final Map<String, Item> items = new HashMap<>();
  private final Deque<Script> scripted = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();

  /// One answer, or failure to answer.
  @FunctionalInterface
  public interface Script {
    Answer play() throws FetchException;
  }

  public FakeVendors() {
    Recorded.items().forEach(item -> items.put(key(item.service(), Request.of(item)), item));
  }

  private static String key(Service service, Request request) {
    return service + request.resource() + request.mediaType() + request.body().hex();
  }

  /// Answers the next request so.
  public synchronized FakeVendors then(Script script) {
    scripted.add(script);
    return this;
  }

  public FakeVendors thenStatus(int status, Map<String, String> headers) {
    return then(() -> new Answer(status, headers, Bytes.empty()));
  }

  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public Answer ask(Service service, Request request, int maxBytes) throws FetchException {
    Script script;
    synchronized (this) {
      requests.add(request.resource());
      script = scripted.poll();
    }
    if (script != null) {
      return script.play();
    }
    var item = items.get(key(service, request));
    return item == null ? new Answer(404, Map.of(), Bytes.empty()) : Recorded.answer(item);
  }
}
