package dev.gatehouse;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatehouse.card.HolderCard;
import dev.gatehouse.face.AgeSex;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Appeal;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.Template;
import java.io.Serializable;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The arrows between the modules, and the rules of privacy that the types carry. */
class StructureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.gatehouse");

  private static final String[] FRAMEWORK_FREE = {
    "dev.gatehouse.image..",
    "dev.gatehouse.inference..",
    "dev.gatehouse.face..",
    "dev.gatehouse.liveness..",
    "dev.gatehouse.gallery..",
    "dev.gatehouse.scene..",
    "dev.gatehouse.tracking..",
    "dev.gatehouse.evaluation.."
  };

  @Test
  void modulesDependOnEachOtherWithoutCycles() {
    ApplicationModules.of(Gatehouse.class).verify();
  }

  @Test
  void theLowerHalfKnowsNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage(FRAMEWORK_FREE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..", "jakarta..", "java.sql..", "javax.sql..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void dataFlowsOneWay() {
    noClasses()
        .that()
        .resideInAnyPackage(FRAMEWORK_FREE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.gatehouse.camera..",
            "dev.gatehouse.member..",
            "dev.gatehouse.card..",
            "dev.gatehouse.verification..",
            "dev.gatehouse.door..",
            "dev.gatehouse.street..",
            "dev.gatehouse.site..",
            "dev.gatehouse.interior..",
            "dev.gatehouse.statistics..",
            "dev.gatehouse.trail..",
            "dev.gatehouse.kiosk..",
            "dev.gatehouse.merchandise..",
            "dev.gatehouse.demo..",
            "dev.gatehouse.web..",
            "dev.gatehouse.audit..",
            "dev.gatehouse.cli..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.gatehouse.camera..",
            "dev.gatehouse.member..",
            "dev.gatehouse.card..",
            "dev.gatehouse.verification..",
            "dev.gatehouse.door..",
            "dev.gatehouse.street..",
            "dev.gatehouse.account..",
            "dev.gatehouse.site..",
            "dev.gatehouse.interior..",
            "dev.gatehouse.statistics..",
            "dev.gatehouse.trail..",
            "dev.gatehouse.kiosk..",
            "dev.gatehouse.merchandise..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gatehouse.web..", "dev.gatehouse.cli..", "dev.gatehouse.demo..")
        .check(CLASSES);
  }

  @Test
  void theAuditLogDependsOnNobody() {
    noClasses()
        .that()
        .resideInAPackage("dev.gatehouse.audit..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatehouse..")
                .and(DescribedPredicate.not(resideInAPackage("dev.gatehouse.audit.."))))
        .check(CLASSES);
  }

  @Test
  void onlyTheGalleryReadsTheNumbersOfAnEmbedding() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.gatehouse.gallery..", "dev.gatehouse.face..")
        .should()
        .callMethodWhere(target(owner(name(Embedding.class.getName()))).and(target(name("copyTo"))))
        .because("an embedding of a stranger must have no way out")
        .check(CLASSES);
  }

  @Test
  void onlyTheMemberPackageTurnsATemplateIntoBytes() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.gatehouse.gallery..", "dev.gatehouse.member..")
        .should()
        .callMethodWhere(target(owner(name(Template.class.getName()))).and(target(name("toBytes"))))
        .because("a template leaves memory only sealed with the member's key")
        .check(CLASSES);
  }

  @Test
  void onlyTheCardPackageTurnsACompactTemplateIntoBytes() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.gatehouse.gallery..", "dev.gatehouse.card..")
        .should()
        .callMethodWhere(
            target(owner(name(CompactTemplate.class.getName()))).and(target(name("toBytes"))))
        .because("it leaves memory only on its holder's card")
        .check(CLASSES);
  }

  @Test
  void aKioskHasNothingToDoWithADoor() {
    noClasses()
        .that()
        .resideInAPackage("dev.gatehouse.kiosk..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gatehouse.door..", "dev.gatehouse.liveness..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.gatehouse.door..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatehouse.kiosk..")
                .or(
                    DescribedPredicate.describe(
                        "guess age, sex or appeal",
                        (JavaClass c) ->
                            c.getPackageName().equals("dev.gatehouse.face")
                                && c.getSimpleName().matches("Age.*|Sex|Appeal|FaceMesh.*"))))
        .because("a guess opens and refuses no door")
        .check(CLASSES);
  }

  @Test
  void aKioskKeepsNoFaceInADatabase() {
    noClasses()
        .that()
        .resideInAPackage("dev.gatehouse.kiosk..")
        .and()
        .doNotHaveSimpleName("KioskCounts")
        .and()
        .doNotHaveSimpleName("KioskConfiguration")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.jdbc..", "java.sql..", "javax.sql..", "java.nio.file..")
        .check(CLASSES);
    noClasses()
        .that()
        .haveSimpleName("KioskCounts")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gatehouse.face..", "dev.gatehouse.image..")
        .because("a count knows an age band and an hour")
        .check(CLASSES);
  }

  @Test
  void nothingThatHoldsAFaceCanBeSerialised() {
    classes()
        .that(
            DescribedPredicate.describe(
                "hold a face",
                (JavaClass c) ->
                    c.isEquivalentTo(Embedding.class)
                        || c.isEquivalentTo(FaceMesh.class)
                        || c.isEquivalentTo(AgeSex.class)
                        || c.isEquivalentTo(Appeal.class)
                        || c.getPackageName().equals("dev.gatehouse.kiosk")
                            && !c.isAssignableTo(Throwable.class)
                            && !c.isEnum()
                        || c.isEquivalentTo(AnalyzedFace.class)
                        || c.isEquivalentTo(Template.class)
                        || c.isEquivalentTo(CompactTemplate.class)
                        || c.isEquivalentTo(HolderCard.class)))
        .should()
        .notBeAssignableTo(Serializable.class)
        .check(CLASSES);
  }

  @Test
  void whatTalksToTheOutsideNeverHoldsAnEmbedding() {
    noClasses()
        .that(resideInAPackage("dev.gatehouse.web.."))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Embedding.class)
        .check(CLASSES);
  }
}
