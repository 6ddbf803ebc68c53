package dev.strongroom.agent.testkit;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.collect.EvidenceProvider;
import dev.strongroom.agent.collect.EvidenceSource;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.Map;

/// Evidence in which a report is nothing but the value that it was asked for. Enough for a broker
/// that compares values; a real verifier refuses it.
///
/// @param initData the document that this machine says it was launched with
public record MadeUpMachine(Bytes initData) implements EvidenceSource {
  /// Registered as `made-up`; option `ticket` is the ticket's digest in hexadecimal.
  public static final class Provider implements EvidenceProvider {
    @Override
    public String name() {
      return "made-up";
    }

    @Override
    public String description() {
      return "reports that repeat what was asked";
    }

    @Override
    public EvidenceSource open(Map<String, String> options) throws EvidenceException {
      try {
        return of(Bytes.ofHex("ticket", options.getOrDefault("ticket", "")));
      } catch (MalformedException | IllegalArgumentException e) {
        throw new EvidenceException("option ticket: " + e.getMessage(), e);
      }
    }
  }

  /// A machine launched for the ticket with this digest.
  public static MadeUpMachine of(Bytes ticketDigest) {
    return new MadeUpMachine(new InitData(ticketDigest).document());
  }

  @Override
  public List<Evidence> devices(Bytes nonce) {
    return List.of(
        new Evidence(Scheme.NVIDIA_GPU, nonce, Bytes.utf8("chain of device 0")),
        new Evidence(Scheme.NVIDIA_GPU, nonce, Bytes.utf8("chain of device 1")));
  }

  @Override
  public Evidence cpu(Bytes reportData) {
    return new Evidence(Scheme.AMD_SEV_SNP, reportData, Bytes.utf8("chain of the CPU"));
  }

  @Override
  public List<String> collateralHints() {
    return List.of("amd-product:MadeUp");
  }
}
