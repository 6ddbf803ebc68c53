package dev.strongroom.collateral.edge;

import dev.strongroom.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Receives a body of at most so many bytes; hangs up on a longer one.
final class LimitedBody implements BodySubscriber<Bytes> {
  private final int maxBytes;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  LimitedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// The body is longer.
  static final class OversizeException extends IOException {
    private static final long serialVersionUID = 1L;

    OversizeException(int maxBytes) {
      super("has more than " + maxBytes + " bytes");
    }
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (var buffer : buffers) {
      if (received.size() + buffer.remaining() > maxBytes) {
        body.completeExceptionally(new OversizeException(maxBytes));
        if (subscription != null) {
          subscription.cancel();
        }
        return;
      }
      var part = new byte[buffer.remaining()];
      buffer.get(part);
      received.writeBytes(part);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(Bytes.copyOf(received.toByteArray()));
  }
}
