package dev.strongroom.simulator.nvidia;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.nras.NrasSigners;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What an answer says. Starts as a good answer about good devices, claims as the genuine service
/// writes them; tests change claims before they are signed. Not thread-safe.
public final class NrasAnswerFields {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final String RIM_END = "2030-01-01T00:00:00Z";
  private static final String DEVICE_END = "9999-12-31T23:59:59Z";

  private final ObjectNode overall;
  private final Map<String, ObjectNode> submodules = new LinkedHashMap<>();
  private UnaryOperator<ObjectNode> digests = digests -> digests;

  private NrasAnswerFields(String version, Bytes nonce, Instant now) {
    overall = registered(now);
    overall
        .put("sub", "NVIDIA-PLATFORM-ATTESTATION")
        .put("x-nvidia-ver", version)
        .put("x-nvidia-overall-att-result", true)
        .put("eat_nonce", nonce.hex());
  }

  /// About GPUs, in claims 2.0.
  ///
  /// @param nonce that the devices' reports were made with, 32 bytes
  /// @param now when the answer is made
  public static NrasAnswerFields v2(Bytes nonce, List<DeviceClaims> gpus, Instant now) {
    var fields = new NrasAnswerFields("2.0", nonce, now);
    for (var gpu : gpus) {
      var claims = gpu(nonce, gpu, now).put("hwmodel", gpu.architecture());
      yes(claims, "x-nvidia-gpu-", "attestation-report-cert-chain-validated");
      yes(claims, "x-nvidia-gpu-driver-rim-", "schema-validated", "cert-validated");
      yes(claims, "x-nvidia-gpu-vbios-rim-", "schema-validated", "cert-validated");
      fields.submodules.put("GPU-" + fields.submodules.size(), claims);
    }
    return fields;
  }

  /// About GPUs, in claims 3.0.
  ///
  /// @param nonce that the devices' reports were made with, 32 bytes
  /// @param now when the answer is made
  public static NrasAnswerFields v3(Bytes nonce, List<DeviceClaims> gpus, Instant now) {
    var fields = new NrasAnswerFields("3.0", nonce, now);
    for (var gpu : gpus) {
      var claims = gpu(nonce, gpu, now).put("hwmodel", gpu.architecture() + " A01 GSP BROM");
      yes(claims, "x-nvidia-gpu-", "attestation-report-cert-chain-fwid-match");
      yes(claims, "x-nvidia-gpu-driver-rim-", "schema-validated", "version-match");
      yes(claims, "x-nvidia-gpu-vbios-rim-", "schema-validated", "version-match");
      chain(claims, "x-nvidia-gpu-attestation-report-cert-chain", DEVICE_END);
      chain(claims, "x-nvidia-gpu-driver-rim-cert-chain", RIM_END);
      chain(claims, "x-nvidia-gpu-vbios-rim-cert-chain", RIM_END);
      fields.submodules.put("GPU-" + fields.submodules.size(), claims);
    }
    return fields;
  }

  /// About one NVSwitch, in claims 3.0.
  ///
  /// @param ueid serial number of its leaf certificate in decimal
  public static NrasAnswerFields ofSwitch(Bytes nonce, String ueid, Instant now) {
    var fields = new NrasAnswerFields("3.0", nonce, now);
    var claims = device(nonce, ueid, "x-nvidia-switch-", now);
    claims.put("hwmodel", "LS_10 A01 FSP BROM").putNull("oemid");
    claims.put("x-nvidia-switch-bios-version", "96.10.55.00.01");
    yes(claims, "x-nvidia-switch-", "attestation-report-cert-chain-fwid-match");
    rim(claims, "x-nvidia-switch-bios-rim-");
    yes(claims, "x-nvidia-switch-bios-rim-", "schema-validated", "version-match");
    chain(claims, "x-nvidia-switch-attestation-report-cert-chain", DEVICE_END);
    chain(claims, "x-nvidia-switch-bios-rim-cert-chain", RIM_END);
    fields.submodules.put("SWITCH-0", claims);
    return fields;
  }

  private static ObjectNode registered(Instant now) {
    long seconds = now.getEpochSecond();
    return JsonNodeFactory.instance
        .objectNode()
        .put("iss", NrasSigners.SIMULATION_ISSUER)
        .put("iat", seconds)
        .put("nbf", seconds)
        .put("exp", seconds + LIFE.toSeconds())
        .put("jti", "00000000-0000-0000-0000-000000000000");
  }

  private static ObjectNode gpu(Bytes nonce, DeviceClaims gpu, Instant now) {
    var claims = device(nonce, gpu.ueid(), "x-nvidia-gpu-", now);
    claims
        .put("oemid", "5703")
        .put("x-nvidia-gpu-driver-version", gpu.driverVersion())
        .put("x-nvidia-gpu-vbios-version", gpu.vbiosVersion());
    rim(claims, "x-nvidia-gpu-driver-rim-");
    rim(claims, "x-nvidia-gpu-vbios-rim-");
    yes(claims, "x-nvidia-gpu-", "vbios-index-no-conflict");
    return claims;
  }

  private static ObjectNode device(Bytes nonce, String ueid, String prefix, Instant now) {
    var claims = registered(now);
    claims
        .put("eat_nonce", nonce.hex())
        .put("ueid", ueid)
        .put("measres", "success")
        .put("secboot", true)
        .put("dbgstat", "disabled")
        .putNull("x-nvidia-attestation-warning");
    yes(
        claims,
        prefix,
        "arch-check",
        "attestation-report-parsed",
        "attestation-report-nonce-match",
        "attestation-report-signature-verified");
    return claims;
  }

  private static void rim(ObjectNode claims, String prefix) {
    yes(claims, prefix, "fetched", "signature-verified", "measurements-available");
  }

  private static void yes(ObjectNode claims, String prefix, String... names) {
    for (var name : names) {
      claims.put(prefix + name, true);
    }
  }

  private static void chain(ObjectNode claims, String name, String end) {
    claims
        .putObject(name)
        .put("x-nvidia-cert-status", "valid")
        .put("x-nvidia-cert-ocsp-status", "good")
        .put("x-nvidia-cert-expiration-date", end)
        .putNull("x-nvidia-cert-revocation-reason");
  }

  /// Changes claims of the overall token, but for `submods`, which [#answer] writes.
  public NrasAnswerFields overall(Consumer<ObjectNode> change) {
    change.accept(overall);
    return this;
  }

  /// Changes claims of a submodule.
  public NrasAnswerFields submodule(String name, Consumer<ObjectNode> change) {
    change.accept(claims(name));
    return this;
  }

  /// Claims of a submodule.
  public ObjectNode claims(String name) {
    var claims = submodules.get(name);
    if (claims == null) {
      throw new IllegalArgumentException("no submodule " + name);
    }
    return claims;
  }

  /// Says that the service could not judge a device: such a token has an error in the place of its
  /// claims.
  public NrasAnswerFields fail(String name, int code, String message) {
    var claims = claims(name);
    claims.retain("iss", "iat", "nbf", "exp", "jti");
    claims
        .putObject("x-nvidia-error-details")
        .put("code", code)
        .put("fieldName", "nonce")
        .put("httpStatus", "400 BAD_REQUEST")
        .put("description", "said by a simulation")
        .put("message", message);
    overall.put("x-nvidia-overall-att-result", false);
    return this;
  }

  /// Changes `submods` of the overall token after the digests were taken.
  public NrasAnswerFields submods(Consumer<ObjectNode> change) {
    digests =
        digests -> {
          change.accept(digests);
          return digests;
        };
    return this;
  }

  Bytes answer(NrasService service) {
    var root = JsonNodeFactory.instance.arrayNode();
    var first = root.addArray().add("JWT");
    var tokens = root.addObject();
    var named = JsonNodeFactory.instance.objectNode();
    submodules.forEach(
        (name, claims) -> {
          var token = service.token(claims);
          tokens.put(name, token);
          var digest = Bytes.utf8(token).sha256().hex();
          named.putArray(name).add("DIGEST").addArray().add("SHA-256").add(digest);
        });
    first.add(service.token(overall.deepCopy().set("submods", digests.apply(named))));
    return StrictJson.write(root);
  }
}
