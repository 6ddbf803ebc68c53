package dev.strongroom.cli.collateral;

import dev.strongroom.collateral.edge.HttpTransport;
import dev.strongroom.collateral.item.Service;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Whom to ask.
final class ServiceOptions {
  @Option(
      names = "--kds",
      paramLabel = "URL",
      description = "Ask here instead of AMD's Key Distribution Service, such as a site's cache.")
  private Optional<String> kds = Optional.empty();

  @Option(
      names = "--pcs",
      paramLabel = "URL",
      description = "Ask here instead of Intel's Provisioning Certification Service.")
  private Optional<String> pcs = Optional.empty();

  @Option(
      names = "--intel-certificates",
      paramLabel = "URL",
      description = "Ask here for the revocation list of Intel's root.")
  private Optional<String> certificates = Optional.empty();

  @Option(
      names = "--nvidia-rim",
      paramLabel = "URL",
      description = "Ask at URL/v1/rim/… instead of NVIDIA's service of manifests.")
  private Optional<String> rim = Optional.empty();

  @Option(
      names = "--nvidia-ocsp",
      paramLabel = "URL",
      description = "Ask here whether NVIDIA's certificates are revoked.")
  private Optional<String> ocsp = Optional.empty();

  @Option(
      names = "--nvidia-lists",
      paramLabel = "URL",
      description = "Ask at URL/crl/… for NVIDIA's revocation lists.")
  private Optional<String> lists = Optional.empty();

  @Option(names = "--timeout", description = "How long to wait for one answer (default: PT30S).")
  private Duration timeout = Duration.ofSeconds(30);

  HttpTransport transport() {
    var instead = new EnumMap<Service, URI>(Service.class);
    kds.ifPresent(text -> instead.put(Service.AMD_KDS, URI.create(text)));
    pcs.ifPresent(text -> instead.put(Service.INTEL_PCS, URI.create(text)));
    certificates.ifPresent(text -> instead.put(Service.INTEL_CERTIFICATES, URI.create(text)));
    rim.ifPresent(text -> instead.put(Service.NVIDIA_RIM, URI.create(text)));
    ocsp.ifPresent(text -> instead.put(Service.NVIDIA_OCSP, URI.create(text)));
    lists.ifPresent(text -> instead.put(Service.NVIDIA_LISTS, URI.create(text)));
    return new HttpTransport(instead, timeout);
  }
}
