package dev.strongroom.quickstart.engine;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import dev.strongroom.quickstart.engine.Progress.Begun;
import dev.strongroom.quickstart.engine.Progress.Ended;
import dev.strongroom.quickstart.engine.Progress.Failed;
import dev.strongroom.quickstart.engine.Progress.Finish;
import dev.strongroom.quickstart.engine.Progress.Text;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// llama.cpp with a loaded model. Each slot has one platform thread, since a call into the engine
/// blocks and would hold a virtual thread's carrier. Requests beyond the slots wait in line, at
/// most [#MAX_WAITING] of them. Thread-safe. One a process.
///
/// **Counting.** The engine reports each sampled token once, except one that ends within a UTF-8
/// character: that one comes together with its successors, and the binding drops the engine's own
/// count. So completion tokens are the reports counted: exact for a model that samples no byte
/// tokens, such as the demonstration model, and too low otherwise by the bytes that continue a
/// character. An end token counts, as it does in llama.cpp. Prompt tokens are the engine's own
/// tokenization of the prompt and the begin token before it.
///
/// **Ending.** The binding does not say why a generation ended. It is therefore asked for one token
/// more than wanted: if that arrives, length was the reason, otherwise the model ended. Stop
/// strings are matched here, not in the engine. A prompt that does not fit is refused beforehand.
///
/// **Isolation.** No prompt cache: one request's time tells nothing of another's prompt. The same
/// seed gives the same text as long as requests run one at a time; side by side, the engine adds in
/// another order, which can tip a token.
final class Engine implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Engine.class.getName());
  private static final int MAX_WAITING = 64;

  /// Tokens of a slot that no request may use: the one token more, and the engine's own slack.
  private static final int RESERVE_TOKENS = 32;

  /// A model this small spends more on waiting for further threads than they compute.
  private static final int MAX_THREADS = 4;

  private static final int DEFAULT_MAX_TOKENS = 256;
  private static final int TOP_K = 40;

  /// Far more than one token takes, which is how long a running answer needs to notice.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final LlamaModel model;
  private final int contextTokens;
  private final ThreadPoolExecutor slots;
  private volatile boolean closed;

  private Engine(LlamaModel model, int slots, int contextTokens) {
    this.model = model;
    this.contextTokens = contextTokens;
    this.slots =
        new ThreadPoolExecutor(
            slots,
            slots,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("slot-", 0).daemon().factory());
  }

  /// Loads the model at `file`, memory-mapped.
  ///
  /// @param slots answers computed at the same time
  /// @param contextTokens most tokens of prompt and answer together
  /// @throws IOException if the file cannot be read or is no model
  static Engine load(Path file, int slots, int contextTokens) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": is not there or cannot be read");
    }
    var parameters =
        new ModelParameters()
            .setModel(file.toString())
            .setParallel(slots)
            .setCtxSize(slots * (contextTokens + RESERVE_TOKENS))
            .setThreads(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()))
            .setSlotPromptSimilarity(0)
            .disableContextShift()
            .disableLog();
    try (var _ = NativeLibrary.prepare()) {
      return new Engine(new LlamaModel(parameters), slots, contextTokens);
    } catch (RuntimeException e) {
      // The binding's own exception type is not public.
      throw new IOException(file + ": the engine refuses it: " + e.getMessage(), e);
    } catch (UnsatisfiedLinkError e) {
      throw new IOException("llama.cpp cannot be loaded on this machine: " + e.getMessage(), e);
    }
  }

  /// Starts an answer. Close what is returned, read to the end or not.
  ///
  /// @throws ApiException if too many are waiting
  Generation start(CompletionRequest request) throws ApiException {
    var generation = new Generation(request);
    try {
      slots.execute(() -> run(generation));
    } catch (RejectedExecutionException e) {
      throw ApiException.overloaded();
    }
    return generation;
  }

  private void run(Generation generation) {
    if (generation.abandoned()) {
      return;
    }
    try {
      generate(generation);
    } catch (ApiException e) {
      generation.report(new Failed(e));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "generation failed", e);
      generation.report(new Failed(ApiException.engineFailed()));
    }
  }

  private void generate(Generation generation) throws ApiException {
    var request = generation.request();
    int promptTokens = model.encode(request.prompt()).length + 1;
    int maxTokens = maxTokens(request, promptTokens);
    generation.report(new Begun());

    var stops = new StopMatcher(request.stop());
    var results = model.generate(parameters(request, maxTokens + 1)).iterator();
    int tokens = 0;
    var finish = Finish.STOP;
    while (true) {
      var result = results.next();
      if (!results.hasNext()) {
        break; // The closing report: it carries no token.
      }
      if (tokens == maxTokens) {
        finish = Finish.LENGTH;
        results.cancel();
        break;
      }
      tokens++;
      send(generation, stops.feed(result.text));
      if (stops.stopped() || generation.abandoned() || closed) {
        // Only after a first result: the engine loses a cancellation that overtakes its task.
        results.cancel();
        break;
      }
    }
    send(generation, stops.rest());
    generation.report(new Ended(finish, promptTokens, tokens));
  }

  private static void send(Generation generation, String text) {
    if (!text.isEmpty()) {
      generation.report(new Text(text));
    }
  }

  private int maxTokens(CompletionRequest request, int promptTokens) throws ApiException {
    int room = contextTokens - promptTokens;
    int wanted = request.maxTokens().orElse(Math.clamp(room, 1, DEFAULT_MAX_TOKENS));
    if (wanted > room) {
      throw ApiException.contextExceeded(promptTokens, wanted, contextTokens);
    }
    return wanted;
  }

  private static InferenceParameters parameters(CompletionRequest request, int tokens) {
    long seed = request.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
    return new InferenceParameters(request.prompt())
        .setNPredict(tokens)
        .setTemperature((float) request.temperature())
        .setTopP((float) request.topP())
        .setTopK(TOP_K)
        .setMinP(0)
        // All ones would ask the engine for a seed of its own choice.
        .setSeed(Long.hashCode(seed) & Integer.MAX_VALUE)
        .setCachePrompt(false);
  }

  /// Ends what is running, then the engine's loop. Its memory and its non-daemon thread stay until
  /// the process is ended by [System#exit] or a signal.
  @Override
  public void close() {
    closed = true;
    slots.shutdownNow();
    try {
      // The engine must be idle when the process unloads it.
      if (!slots.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    model.close();
  }
}
