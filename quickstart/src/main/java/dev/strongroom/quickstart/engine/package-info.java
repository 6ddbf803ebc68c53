/// The model server: llama.cpp behind an OpenAI-compatible endpoint, in a process of its own.
///
/// [ModelServer] is the program. It reads weights from a path, which may be `/proc/PID/fd/N`, a
/// memory file of the process that opened them, and listens on loopback:
///
/// ```
/// java --enable-native-access=ALL-UNNAMED -cp … dev.strongroom.quickstart.engine.ModelServer \
///     --model /proc/4711/fd/9 --alias demo --port 0
/// READY http://127.0.0.1:41873 load_ms=180
/// ```
///
/// Inside: `Api` routes and answers requests, `CompletionRequest` is what a request asks for,
/// `Engine` computes tokens in as many slots as were asked for and reports each step as a
/// `Progress`, `StopMatcher` cuts at stop strings, `Replies` spells OpenAI's JSON.
///
/// The server trusts whoever reaches it: it knows no tenants and checks no credentials. What fronts
/// it does.
@NullMarked
package dev.strongroom.quickstart.engine;

import org.jspecify.annotations.NullMarked;
