package dev.strongroom.systemtests.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Modules, their packages and their arrows.
final class House {
  private static final Path ROOT = Path.of(System.getProperty("strongroom.root", "..")).normalize();

  /// One module.
  ///
  /// @param folder below the root
  /// @param name last part of its root package, `dev.strongroom.<name>`
  /// @param arrows names of the modules that it may know; what those know, it may know too
  record Module(String folder, String name, Set<String> arrows) {
    String packages() {
      return "dev.strongroom." + name + "..";
    }
  }

  static final List<Module> MODULES =
      List.of(
          new Module("wire", "wire", Set.of()),
          new Module("protocol", "protocol", Set.of("wire")),
          new Module("attestation/verifier", "attestation", Set.of("wire", "protocol")),
          new Module("attestation/collateral", "collateral", Set.of("attestation")),
          new Module("attestation/simulator", "simulator", Set.of("attestation")),
          new Module("sealed-weights", "weights", Set.of("wire")),
          new Module("key-broker/transparency-log", "transparency", Set.of("wire")),
          new Module(
              "key-broker/service",
              "broker",
              Set.of("attestation", "collateral", "transparency", "weights", "protocol")),
          new Module(
              "node-agent",
              "agent",
              Set.of("weights", "sealedrequests", "transparency", "protocol")),
          new Module("tenant-isolation", "tenancy", Set.of("protocol")),
          new Module("inference-gateway/sealed-requests", "sealedrequests", Set.of("wire")),
          new Module(
              "inference-gateway/service",
              "gateway",
              Set.of("tenancy", "sealedrequests", "protocol")),
          new Module("exfil-detector", "detector", Set.of("wire", "protocol")),
          new Module(
              "cli",
              "cli",
              Set.of(
                  "attestation",
                  "collateral",
                  "weights",
                  "transparency",
                  "sealedrequests",
                  "tenancy",
                  "protocol")));

  private House() {}

  /// All production classes, the quickstart's apart: it may know everything.
  static JavaClasses classes() {
    var paths = new ArrayList<Path>();
    for (var module : MODULES) {
      paths.add(ROOT.resolve(module.folder()).resolve("target/classes"));
    }
    paths.add(ROOT.resolve("quickstart/target/classes"));
    return new ClassFileImporter().importPaths(paths);
  }

  /// Names of the modules that `module` may know, itself included.
  static Set<String> reachable(Module module) {
    var byName = new java.util.HashMap<String, Module>();
    MODULES.forEach(each -> byName.put(each.name(), each));
    var found = new TreeSet<String>();
    collect(module, byName, found);
    return found;
  }

  private static void collect(Module module, Map<String, Module> byName, Set<String> found) {
    if (found.add(module.name())) {
      for (var arrow : module.arrows()) {
        var target = byName.get(arrow);
        if (target == null) {
          throw new IllegalStateException("arrow to unknown module " + arrow);
        }
        collect(target, byName, found);
      }
    }
  }
}
