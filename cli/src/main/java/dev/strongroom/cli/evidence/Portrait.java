package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.protocol.evidence.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A machine in a few lines, from the fields of its Evidence.
final class Portrait {
  /// The field that switches have, and GPUs have not.
  static final String SWITCH_BIOS = "BIOS version";

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Portrait(Inspection inspection) {
    inspection.fields().forEach(field -> fields.putIfAbsent(field.name(), field.value()));
  }

  /// Lines without indentation.
  static List<String> of(Inspection inspection) {
    var portrait = new Portrait(inspection);
    portrait.lines.add(portrait.kind(inspection.scheme()));
    portrait.snp();
    portrait.nvidia();
    portrait.intel();
    return List.copyOf(portrait.lines);
  }

  /// What Evidence of `scheme` with these fields is of, in short: switches share the GPUs' scheme.
  static String title(Scheme scheme, List<Inspection.Field> fields) {
    boolean isSwitch = fields.stream().anyMatch(field -> field.name().equals(SWITCH_BIOS));
    return isSwitch ? "NVSwitch" : scheme.text();
  }

  private String kind(Scheme scheme) {
    return switch (scheme) {
      case AMD_SEV_SNP -> "An AMD SEV-SNP guest" + processor() + ".";
      case INTEL_TDX -> "An Intel TDX guest" + text("version", ", by a quote of version %s") + ".";
      case INTEL_SGX ->
          "An Intel SGX enclave" + text("version", ", by a quote of version %s") + ".";
      case AZURE_VTPM ->
          "A confidential virtual machine of Azure on "
              + (fields.containsKey("MRTD") ? "Intel TDX" : "AMD SEV-SNP" + processor())
              + ", by its virtual TPM.";
      case NVIDIA_GPU ->
          (fields.containsKey(SWITCH_BIOS) ? "An NVSwitch" : "An NVIDIA GPU")
              + text("architecture", " of architecture %s")
              + ".";
    };
  }

  private String processor() {
    return text("product", " on an EPYC of the %s generation").isEmpty()
        ? text("CPUID", " on a processor of %s")
        : text("product", " on an EPYC of the %s generation");
  }

  private void snp() {
    line("firmware", "Firmware %s.");
    line("REPORTED_TCB", "Security patch levels that its key is certified for: %s.");
    line("COMMITTED_TCB", "It cannot go back below: %s.");
    line("MEASUREMENT", "Launched as %s");
  }

  private void nvidia() {
    line("driver version", "Driver %s.");
    line("VBIOS version", "VBIOS %s.");
    line(SWITCH_BIOS, "BIOS %s.");
    line("device id", "Device %s.");
  }

  private void intel() {
    line("FMSPC", "Platform of kind (FMSPC) %s.");
    var rated = value("TCB status");
    if (rated.isPresent()) {
      lines.add(
          "Intel rates it "
              + rated.get()
              + text("tcbEvaluationDataNumber", " (evaluation data number %s)")
              + ":");
    }
    fields.forEach(
        (name, value) -> {
          var prefix = "TCB level of ";
          if (name.startsWith(prefix)) {
            lines.add(
                "- %s: %s"
                    .formatted(
                        name.substring(prefix.length()),
                        value
                            .replace("T00:00:00Z", "")
                            .replace(" []", "")
                            .replaceFirst(" \\[(.*)]$", "; advisories $1")));
          }
        });
    fields.forEach(
        (name, value) -> {
          var prefix = "TCB status by set ";
          if (name.startsWith(prefix)) {
            lines.add("By Intel's set %s: %s.".formatted(name.substring(prefix.length()), value));
          }
        });
    line("MRTD", "Launched as %s");
    line("MRENCLAVE", "Enclave %s");
  }

  private void line(String name, String format) {
    var said = text(name, format);
    if (!said.isEmpty()) {
      lines.add(said);
    }
  }

  private String text(String name, String format) {
    return value(name).map(format::formatted).orElse("");
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(fields.get(name));
  }
}
