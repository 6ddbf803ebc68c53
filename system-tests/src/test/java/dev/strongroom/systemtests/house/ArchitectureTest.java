package dev.strongroom.systemtests.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final JavaClasses CLASSES = House.classes();

  private static final String[] FRAMEWORKS = {
    "io.quarkus..", "io.vertx..", "jakarta..", "io.smallrye..", "io.micrometer..", "org.eclipse.."
  };

  static Stream<House.Module> modules() {
    return House.MODULES.stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleHasClasses(House.Module module) {
    assertThat(CLASSES.that(resideInAPackage(module.packages()))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void arrowsAreAsDrawn(House.Module module) {
    var allowed =
        House.reachable(module).stream()
            .map(name -> "dev.strongroom." + name + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(module.packages())
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.strongroom..").and(not(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  @Test
  void frameworksStayAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..edge..", "dev.strongroom.quickstart..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FRAMEWORKS)
        .check(CLASSES);
  }

  @Test
  void timeIsAParameter() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..edge..", "dev.strongroom.quickstart..", "dev.strongroom.cli..")
        .should()
        .accessTargetWhere(targetOwner(type(Instant.class)).and(target(name("now"))))
        .orShould()
        .accessTargetWhere(targetOwner(type(Clock.class)))
        .orShould()
        .accessTargetWhere(targetOwner(type(System.class)).and(target(name("nanoTime"))))
        .orShould()
        .accessTargetWhere(targetOwner(type(System.class)).and(target(name("currentTimeMillis"))))
        .check(CLASSES);
  }

  @Test
  void recordsHoldNoArrays() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .areRecords()
        .should(
            new ArchCondition<JavaField>("not be arrays") {
              @Override
              public void check(JavaField field, ConditionEvents events) {
                if (!field
                        .getModifiers()
                        .contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC)
                    && field.getRawType().isArray()) {
                  events.add(SimpleConditionEvent.violated(field, field.getFullName()));
                }
              }
            })
        .check(CLASSES);
  }

  @Test
  void schemesAreStrangers() {
    slices()
        .matching("dev.strongroom.attestation.scheme.(*)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("dev.strongroom.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingKnowsTheSimulatorOrTheQuickstart() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.strongroom.simulator..", "dev.strongroom.quickstart..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.strongroom.simulator..", "dev.strongroom.quickstart..")
        .check(CLASSES);
  }

  @Test
  void noPackageIsADrawerForEverything() {
    classes()
        .should(
            new ArchCondition<JavaClass>(
                "not live in a package named util, common, impl, manager") {
              @Override
              public void check(JavaClass found, ConditionEvents events) {
                for (var part : found.getPackageName().split("\\.", -1)) {
                  if (java.util.Set.of("util", "common", "impl", "manager").contains(part)) {
                    events.add(SimpleConditionEvent.violated(found, found.getName()));
                  }
                }
              }
            })
        .check(CLASSES);
  }
}
