package dev.baton.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;

/**
 * Keeps the modules apart, and the core pure. It lives in the command line's module because nothing else sees all the
 * others. ArchUnit fails a rule that matches no class, so none of them can pass because a package was renamed.
 */
@AnalyzeClasses(packages = "dev.baton", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {

    private static final String CORE = "dev.baton.core..";
    private static final String RUNTIME = "dev.baton.runtime..";
    private static final String KAFKA = "dev.baton.kafka..";
    private static final String JDBC = "dev.baton.jdbc..";
    private static final String CLI = "dev.baton.cli..";
    private static final String TESTKIT = "dev.baton.testkit..";

    private static final Set<String> CLOCKS_AND_DICE = Set.of(
            "java.lang.System.currentTimeMillis()",
            "java.lang.System.nanoTime()",
            "java.lang.Math.random()",
            "java.util.Random.<init>()",
            "java.util.UUID.randomUUID()");

    @ArchTest
    static void shouldSeeEveryModule(JavaClasses classes) {
        for (String module : List.of(CORE, RUNTIME, KAFKA, JDBC, CLI, TESTKIT)) {
            assertThat(classes.that(resideInAnyPackage(module)))
                    .as("classes in %s", module)
                    .isNotEmpty();
        }
    }

    @ArchTest
    static final ArchRule coreDependsOnTheJdkAndJspecifyOnly = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", CORE);

    @ArchTest
    static final ArchRule coreHasNoThreadsAndNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..")
                    .and(not(type(IOException.class))) // a port may say that whoever implements it does I/O
                    .or(type(Thread.class))
                    .or(type(ThreadLocalRandom.class)))
            .because("the core decides, the runtime acts");

    @ArchTest
    static final ArchRule coreReadsNoClockAndThrowsNoDice = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(describe("it is a clock or a die", ModuleRulesTest::isClockOrDice))
            .because("time and randomness are given to the core, so that a simulator can replay it");

    @ArchTest
    static final ArchRule runtimeKnowsNoAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(RUNTIME)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, JDBC, TESTKIT, CLI, "org.apache.kafka..", "java.sql..");

    @ArchTest
    static final ArchRule kafkaKnowsNoOtherAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(KAFKA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JDBC, TESTKIT, CLI);

    @ArchTest
    static final ArchRule jdbcKnowsNoOtherAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(JDBC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, TESTKIT, CLI, "org.apache.kafka..", "org.postgresql..");

    @ArchTest
    static final ArchRule testkitKnowsNoAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, JDBC, CLI);

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager)(\\$.*)?")
            .because("such a name says how little it says");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(beInANullMarkedPackage());

    private static boolean isClockOrDice(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        boolean readsJavaTime = target.getOwner().getPackageName().equals("java.time")
                && (target.getName().equals("now") || target.getName().startsWith("system"));
        return readsJavaTime || CLOCKS_AND_DICE.contains(target.getFullName());
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package whose package-info.java says @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(item, marked, item.getPackageName() + " of " + item.getName()));
            }
        };
    }
}
