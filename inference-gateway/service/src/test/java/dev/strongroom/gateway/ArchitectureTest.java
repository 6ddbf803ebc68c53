package dev.strongroom.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
    packages = "dev.strongroom.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule frameworksStayAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackage("..edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..", "io.smallrye..");

  @ArchTest
  static final ArchRule timeIsAParameter =
      noClasses()
          .that()
          .resideOutsideOfPackage("..edge..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule noSimulatorInProduction =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.strongroom.simulator..");
}
