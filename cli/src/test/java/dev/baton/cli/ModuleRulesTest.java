package dev.baton.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.WeakHashMap;
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
    private static final String S3 = "dev.baton.s3..";
    private static final String OCI = "dev.baton.oci..";
    private static final String CLI = "dev.baton.cli..";
    private static final String TESTKIT = "dev.baton.testkit..";

    private static final String AWS_SDK = "software.amazon.awssdk..";
    private static final String OCI_SDK = "com.oracle.bmc..";

    private static final Set<String> CLOCKS_AND_DICE = Set.of(
            "java.lang.Math.random()",
            "java.lang.StrictMath.random()",
            "java.util.Calendar.getInstance()",
            "java.util.Collections.shuffle(java.util.List)",
            "java.util.Date.<init>()",
            "java.util.Random.<init>()",
            "java.util.SplittableRandom.<init>()",
            "java.util.UUID.randomUUID()");

    private static final Set<String> WALKS = Set.of("entrySet", "forEach", "keySet", "replaceAll", "values");

    @ArchTest
    static void shouldSeeEveryModule(JavaClasses classes) {
        for (String module : List.of(CORE, RUNTIME, KAFKA, JDBC, S3, OCI, CLI, TESTKIT)) {
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
    static final ArchRule coreHasNoThreadsAndNoLocks = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..")
                    .or(belongToAnyOf(
                            Thread.class, ThreadLocal.class, Timer.class, Runtime.class, ProcessHandle.class)))
            .because("whoever drives the core gives it a thread");

    /** A synchronized block cannot be seen from here. */
    @ArchTest
    static final ArchRule coreSynchronizesNothing = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage(CORE)
            .should()
            .haveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule coreHasNoInputOrOutputAndNoLog = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.logging..")
                    .and(not(type(IOException.class)))) // a port may say that whoever implements it does I/O
            .orShould()
            .accessTargetWhere(describe("it is the process around it", ModuleRulesTest::isProcess))
            .because("the core decides, the runtime acts");

    @ArchTest
    static final ArchRule coreReadsNoClockAndThrowsNoDice = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(describe("it is a clock or a die", ModuleRulesTest::isClockOrDice))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.security..", "java.util.random.."))
            .because("time and randomness are given to the core, so that a simulator can replay it");

    /** Sets cannot be told apart from here: the keys of a sorted map are a plain set too. */
    @ArchTest
    static final ArchRule coreSeesNoOrderThatDiffersFromRunToRun = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(describe("it walks over a map that is not sorted", ModuleRulesTest::isUnsortedWalk))
            .orShould()
            .accessTargetWhere(describe("it is an identity", ModuleRulesTest::isIdentity))
            .orShould()
            .dependOnClassesThat(belongToAnyOf(IdentityHashMap.class, WeakHashMap.class))
            .because(
                    "Map.of, Map.copyOf and identities have another order in each run, and a simulator could not replay it");

    @ArchTest
    static final ArchRule runtimeKnowsNoAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(RUNTIME)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    KAFKA, JDBC, S3, OCI, TESTKIT, CLI, "org.apache.kafka..", "java.sql..", AWS_SDK, OCI_SDK);

    @ArchTest
    static final ArchRule kafkaKnowsNoOtherAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(KAFKA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JDBC, S3, OCI, TESTKIT, CLI, AWS_SDK, OCI_SDK);

    @ArchTest
    static final ArchRule jdbcKnowsNoOtherAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(JDBC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    KAFKA, S3, OCI, TESTKIT, CLI, "org.apache.kafka..", "org.postgresql..", AWS_SDK, OCI_SDK);

    @ArchTest
    static final ArchRule s3KnowsNoOtherAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(S3)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, JDBC, OCI, TESTKIT, CLI, OCI_SDK);

    @ArchTest
    static final ArchRule ociKnowsNoOtherAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(OCI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, JDBC, S3, TESTKIT, CLI, AWS_SDK);

    /** They are found at run time, so that a configuration without a bucket needs no SDK. */
    @ArchTest
    static final ArchRule cliKnowsNoBucketOfACloud = noClasses()
            .that()
            .resideInAPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(S3, OCI, AWS_SDK, OCI_SDK);

    @ArchTest
    static final ArchRule testkitKnowsNoAdapterAndNothingAbove = noClasses()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, JDBC, S3, OCI, CLI, AWS_SDK, OCI_SDK);

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
                && target.getName().matches("now|system.*|tick.+");
        return readsJavaTime || CLOCKS_AND_DICE.contains(target.getFullName());
    }

    /** Clocks, environment, console and loggers all hang on {@link System}; copying an array does not. */
    private static boolean isProcess(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        boolean isSystem = target.getOwner().isEquivalentTo(System.class)
                && !target.getName().equals("arraycopy");
        return isSystem || target.getName().equals("printStackTrace");
    }

    private static boolean isUnsortedWalk(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        boolean isUnsorted =
                target.getOwner().isEquivalentTo(Map.class) || target.getOwner().isEquivalentTo(HashMap.class);
        return isUnsorted && WALKS.contains(target.getName());
    }

    /** The hash code of an object that has none of its own, as enums have none. */
    private static boolean isIdentity(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        boolean hasNoneOfItsOwn = target.getOwner().isEquivalentTo(Object.class)
                || target.getOwner().isAssignableTo(Enum.class);
        return hasNoneOfItsOwn && target.getName().equals("hashCode");
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
