package dev.strongroom.quickstart.engine;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// An answer in the making: the engine reports, one reader takes. The engine never waits for the
/// reader, so a slow client holds no slot; what waits here is bounded by `max_tokens`. Thread-safe.
final class Generation implements AutoCloseable {
  private final CompletionRequest request;
  private final BlockingQueue<Progress> steps = new LinkedBlockingQueue<>();
  private volatile boolean abandoned;

  Generation(CompletionRequest request) {
    this.request = request;
  }

  CompletionRequest request() {
    return request;
  }

  void report(Progress step) {
    steps.add(step);
  }

  /// Waits for the next step.
  Progress next() throws InterruptedException {
    return steps.take();
  }

  /// True once nobody wants the answer any more.
  boolean abandoned() {
    return abandoned;
  }

  /// Tells the engine that nobody wants the rest: its slot is free one token later.
  @Override
  public void close() {
    abandoned = true;
  }
}
