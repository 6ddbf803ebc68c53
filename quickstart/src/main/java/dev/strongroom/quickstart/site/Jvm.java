package dev.strongroom.quickstart.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines of Java programs of this checkout, with flags for small processes that start fast.
///
/// @param home root of the checkout
/// @param java the `java` program
public record Jvm(Path home, Path java) {
  private static final List<String> SMALL =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xshare:auto");

  /// The one that runs this, in the checkout that the script names.
  ///
  /// @throws TourException if it was not started by the script
  public static Jvm current() throws TourException {
    var home = System.getenv("STRONGROOM_HOME");
    if (home == null) {
      throw new TourException("STRONGROOM_HOME is not set; start it as ./strongroom quickstart");
    }
    return new Jvm(Path.of(home), Path.of(System.getProperty("java.home"), "bin", "java"));
  }

  /// A Quarkus service, configured by a properties file.
  List<String> service(String module, Path configuration) {
    var jar = home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    var command = small("-Xmx384m");
    command.add("-Dsmallrye.config.locations=" + configuration.toUri());
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }

  /// A main class of this module or of what it knows.
  public List<String> program(String maxHeap, String mainClass, List<String> arguments) {
    var quickstart = home.resolve("quickstart/target");
    var command = small(maxHeap);
    command.add("-cp");
    command.add(quickstart.resolve("classes") + ":" + quickstart.resolve("lib") + "/*");
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  private List<String> small(String maxHeap) {
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.addAll(SMALL);
    command.add(maxHeap);
    return command;
  }
}
