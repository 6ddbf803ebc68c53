package dev.strongroom.agent.testkit;

import dev.strongroom.wire.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One device of a [FakeLibrary]. The fields say what it does.
public abstract class FakeDevice {
  /// What its report holds behind the request; the request is made from the nonce.
  public Bytes response;

  /// All of its report, instead of request and response.
  public Optional<Bytes> report = Optional.empty();

  /// Its certificates.
  public Bytes chain;

  /// What the size fields say instead of the truth.
  public Optional<Integer> reportSize = Optional.empty();

  public Optional<Integer> chainSize = Optional.empty();

  /// What is returned for this device instead of success, by the name of the call.
  public final Map<String, Integer> failures = new HashMap<>();

  /// @param name part of what it says
  FakeDevice(String name) {
    response = Bytes.utf8("response of " + name);
    chain = Bytes.utf8("chain of " + name);
  }
}
