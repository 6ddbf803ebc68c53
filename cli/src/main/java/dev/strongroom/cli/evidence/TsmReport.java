package dev.strongroom.cli.evidence;

import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A report that Linux had this machine's TEE make (Documentation/ABI/testing/configfs-tsm-report,
/// Linux 6.7 and later): a folder is made below `/sys/kernel/config/tsm/report`, what the report
/// shall carry is written to `inblob`, and the report read from `outblob`.
///
/// @param provider name of the kernel's driver, such as `sev_guest` or `tdx_guest`
/// @param report the signed report or quote
/// @param auxiliary what the host sent along, such as AMD's certificate table; perhaps nothing
record TsmReport(String provider, Bytes report, Bytes auxiliary) {
  /// Where configfs is mounted.
  static final Path ROOT = Path.of("/sys/kernel/config");

  /// Bytes that a report carries for its asker (`TSM_REPORT_INBLOB_MAX`).
  static final int REPORT_DATA_BYTES = 64;

  /// Kernels keep reports within 32 KiB and auxiliary data within 16 KiB or, lately, 32 KiB.
  private static final int MAX_BLOB_BYTES = 64 * 1024;

  private static final int MAX_TEXT_BYTES = 256;

  /// What shows that there is a TEE, though not by configfs.
  private static final List<Path> DEVICES =
      List.of(Path.of("/dev/sev-guest"), Path.of("/dev/tdx_guest"));

  /// What is asked of the TEE.
  ///
  /// @param data 64 bytes that the report shall carry
  /// @param privilegeLevel VMPL to ask from, where the driver knows such
  /// @param provider the only driver that may answer; any if empty
  record Request(Bytes data, OptionalInt privilegeLevel, Optional<String> provider) {}

  /// Has a report made.
  ///
  /// @param name of the folder that is made for it, new
  /// @throws Failure if there is no TEE, another driver than asked for, or somebody else wrote to
  ///   the same folder meanwhile
  static TsmReport make(KernelFiles kernel, String name, Request request)
      throws IOException, Failure {
    var folder = ROOT.resolve("tsm/report").resolve(name);
    makeFolder(kernel, folder);
    try {
      return make(kernel, folder, request);
    } finally {
      kernel.removeFolder(folder);
    }
  }

  private static void makeFolder(KernelFiles kernel, Path folder) throws IOException, Failure {
    var parent = ROOT.resolve("tsm/report");
    if (!kernel.exists(parent)) {
      throw noTee(kernel, parent);
    }
    try {
      kernel.makeFolder(folder);
    } catch (AccessDeniedException e) {
      throw new Failure(
          Failure.Kind.GENERAL,
          "tee.denied",
          "no permission to make a folder in " + parent + "; run this as root",
          e);
    } catch (FileSystemException e) {
      // Without a driver the kernel answers ENXIO.
      throw new Failure(
          Failure.Kind.NO_TEE,
          "tee.none",
          "the kernel makes no reports (%s: %s); load the driver of this TEE: modprobe sev-guest or modprobe tdx-guest"
              .formatted(parent, e.getReason()),
          e);
    }
  }

  private static Failure noTee(KernelFiles kernel, Path parent) {
    var device = DEVICES.stream().filter(kernel::exists).findFirst();
    var looked =
        Stream.concat(Stream.of(parent), DEVICES.stream())
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    var advice =
        device.isPresent()
            ? device.get()
                + " is there, so use Linux 6.7 or later, and mount -t configfs none "
                + ROOT
            : "run this inside a SEV-SNP or TDX guest, as root, with Linux 6.7 or later";
    return new Failure(
        Failure.Kind.NO_TEE, "tee.none", "no TEE found (looked for " + looked + "); " + advice);
  }

  private static TsmReport make(KernelFiles kernel, Path folder, Request request)
      throws IOException, Failure {
    var provider = text(kernel, folder.resolve("provider"));
    if (request.provider.isPresent() && !request.provider.get().equals(provider)) {
      throw new Failure(
          Failure.Kind.NO_TEE,
          "tee.provider",
          "the TEE here is of %s, want %s".formatted(provider, request.provider.get()));
    }
    long before = generation(kernel, folder);
    long writes = 1;
    if (request.privilegeLevel.isPresent()) {
      kernel.write(folder.resolve("privlevel"), Bytes.utf8("" + request.privilegeLevel.getAsInt()));
      writes++;
    }
    kernel.write(folder.resolve("inblob"), request.data);
    var report = kernel.read(folder.resolve("outblob"), MAX_BLOB_BYTES);
    var auxiliary = auxiliary(kernel, folder.resolve("auxblob"));
    long after = generation(kernel, folder);
    // spec: configfs-tsm-report generation: counts writes, so that others' writes show
    if (after - before != writes) {
      throw new Failure(
          Failure.Kind.GENERAL,
          "tee.interfered",
          "somebody else wrote to %s meanwhile (%d writes, want %d), or a write was lost; ask again"
              .formatted(folder, after - before, writes));
    }
    return new TsmReport(provider, report, auxiliary);
  }

  /// Drivers without auxiliary data lack the file, or refuse to read it.
  private static Bytes auxiliary(KernelFiles kernel, Path file) throws IOException {
    if (!kernel.exists(file)) {
      return Bytes.empty();
    }
    try {
      return kernel.read(file, MAX_BLOB_BYTES);
    } catch (NoSuchFileException _) {
      return Bytes.empty();
    }
  }

  private static long generation(KernelFiles kernel, Path folder) throws IOException, Failure {
    var text = text(kernel, folder.resolve("generation"));
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Failure(
          Failure.Kind.GENERAL,
          "tee.interface",
          "generation: got '" + text + "', want a number",
          e);
    }
  }

  private static String text(KernelFiles kernel, Path file) throws IOException {
    return kernel.read(file, MAX_TEXT_BYTES).utf8().strip();
  }
}
