package dev.strongroom.broker;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
    packages = "dev.strongroom.broker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule FRAMEWORKS_STAY_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..",
              "io.vertx..",
              "io.smallrye..",
              "io.micrometer..",
              "io.agroal..",
              "io.zonky..",
              "jakarta..",
              "org.flywaydb..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule TINK_LIVES_WITH_THE_KEYS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..broker.key..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.crypto.tink..");

  @ArchTest
  static final ArchRule TIME_IS_A_PARAMETER =
      noClasses()
          .that()
          .resideOutsideOfPackage("..edge..")
          .should()
          .accessTargetWhere(target(owner(type(Instant.class))).and(target(name("now"))))
          .orShould()
          .accessTargetWhere(target(owner(type(System.class))).and(target(name("nanoTime"))));

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLES =
      slices().matching("dev.strongroom.broker.(*)..").should().beFreeOfCycles();
}
