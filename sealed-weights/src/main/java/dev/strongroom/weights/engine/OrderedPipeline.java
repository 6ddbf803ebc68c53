package dev.strongroom.weights.engine;

import dev.strongroom.weights.IntegrityException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs work on a fixed number of threads and hands the results back on the caller's thread, in the
/// order of submission, with a bounded number under way. The first failure ends it: the caller
/// closes, queued work is dropped, running work is awaited. For one calling thread.
final class OrderedPipeline implements AutoCloseable {
  /// More threads than any node gains from.
  private static final int MAX_WORKERS = 256;

  /// What a worker does.
  interface Work<T> {
    T run() throws IOException, IntegrityException;
  }

  /// What the caller's thread does with the result.
  interface Sink<T> {
    void accept(T result) throws IOException, IntegrityException;
  }

  private record Pending<T>(Future<T> result, Sink<T> sink) {
    void settle() throws IOException, IntegrityException {
      sink.accept(await(result));
    }
  }

  private final ExecutorService pool;
  private final int depth;
  private final ArrayDeque<Pending<?>> pending = new ArrayDeque<>();
  private volatile boolean stopped;

  OrderedPipeline(int workers) {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException("got " + workers + " workers, want 1 to " + MAX_WORKERS);
    }
    this.depth = 2 * workers;
    this.pool =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("weights-", 0).factory());
  }

  /// Most work under way at once.
  int depth() {
    return depth;
  }

  /// Settles the oldest work until one more fits.
  void makeRoom() throws IOException, IntegrityException {
    while (pending.size() >= depth) {
      pending.remove().settle();
    }
  }

  /// Queues work, even where a sink asks for it while the queue is full.
  <T> void submit(Work<T> work, Sink<T> sink) {
    Future<T> result =
        pool.submit(
            () -> {
              if (stopped) {
                throw new CancellationException("the pipeline was closed");
              }
              return work.run();
            });
    pending.add(new Pending<>(result, sink));
  }

  /// Settles all work.
  void finish() throws IOException, IntegrityException {
    while (!pending.isEmpty()) {
      pending.remove().settle();
    }
  }

  private static <T> T await(Future<T> result) throws IOException, IntegrityException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while sealing or opening weights");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case IntegrityException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("a worker failed", e);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    pool.close();
  }
}
