package dev.tollgate;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may see whom inside the library, and what the parts that have to be repeatable may not touch. */
final class ArchitectureTest {
    private static final String API = "dev.tollgate.api..";
    private static final String SPI = "dev.tollgate.spi..";
    private static final String INTERNAL = "dev.tollgate.internal..";
    private static final String DECIDE = "dev.tollgate.internal.decide..";
    private static final String MEMORY = "dev.tollgate.memory..";
    private static final String[] LANGUAGE = {"java..", "org.jspecify.."};

    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Manager|Helper|Util|Utils|Utility|Common|Impl|Info|Data)([A-Z0-9_].*)?");
    private static final Set<String> FLOATING_POINT =
            Set.of("double", "float", "double[]", "float[]", "java.lang.Double", "java.lang.Float");

    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(Tollgate.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void apiSeesNothingButItself() {
        sees(API, API);
    }

    @Test
    void spiSeesTheApi() {
        sees(SPI, SPI, API);
    }

    @Test
    void theEngineSeesApiAndSpi() {
        sees(INTERNAL, INTERNAL, API, SPI, "org.slf4j..");
    }

    @Test
    void theDeciderSeesNothingOfTheEngineAroundIt() {
        sees(DECIDE, DECIDE, API, SPI);
    }

    @Test
    void theStoreInMemorySeesWhatAnyStoreSees() {
        sees(MEMORY, MEMORY, API, SPI, "org.slf4j..");
    }

    @Test
    void theCoreNeedsLoggingAndNullMarksAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("dev.tollgate..", "java..", "org.jspecify..", "org.slf4j.."))
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "java.awt..", "java.rmi.."))
                .check(CORE);
    }

    @Test
    void theDeciderTouchesNothingButValues() {
        classes()
                .that(resideInAPackage(DECIDE))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                DECIDE,
                                API,
                                SPI,
                                "org.jspecify..",
                                "java.lang",
                                "java.lang.annotation",
                                "java.lang.constant",
                                "java.lang.invoke",
                                "java.lang.runtime",
                                "java.nio.charset",
                                "java.time..",
                                "java.util",
                                "java.util.function",
                                "java.util.stream")
                        .or(describe("are arrays of primitives", ArchitectureTest::isPrimitiveArray)))
                .check(CORE);
        noClasses()
                .that(resideInAPackage(DECIDE))
                .should()
                .dependOnClassesThat(are(oneOf(
                        Clock.class,
                        InstantSource.class,
                        Process.class,
                        ProcessBuilder.class,
                        Random.class,
                        Runtime.class,
                        Scanner.class,
                        SplittableRandom.class,
                        System.class,
                        Thread.class,
                        ThreadLocal.class,
                        Timer.class,
                        UUID.class)))
                .check(CORE);
        noClasses()
                .that(resideInAPackage(DECIDE))
                .should()
                .callCodeUnitWhere(call(
                        "waits or runs in parallel",
                        target -> target.getName().equals("parallelStream")
                                || target.getName().equals("parallel")
                                || (target.getOwner().isEquivalentTo(Object.class)
                                        && Set.of("wait", "notify", "notifyAll").contains(target.getName()))))
                .check(CORE);
        noMethods()
                .that()
                .areDeclaredInClassesThat(resideInAPackage(DECIDE))
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(CORE);
    }

    @Test
    void theDeciderKeepsNoStateBetweenCalls() {
        fields().that()
                .areDeclaredInClassesThat(resideInAPackage(DECIDE))
                .and()
                .areStatic()
                .should()
                .beFinal()
                .check(CORE);
    }

    /** Rule: what waits, runs, draws or tells the time is injected, so that the whole engine can run in one thread under a seed. */
    @Test
    void onlyTheStandardEnvironmentReadsClocksDrawsAndStartsThreads() {
        DescribedPredicate<JavaClass> injected = not(describe(
                "the standard environment",
                type -> type.getName().startsWith("dev.tollgate.internal.StandardEnvironment")));
        noClasses()
                .that(injected)
                .should()
                .callCodeUnitWhere(call("reads the machine's clock or defaults", ArchitectureTest::readsTheMachine))
                .orShould()
                .callCodeUnitWhere(call("draws at random", ArchitectureTest::draws))
                .orShould()
                .callCodeUnitWhere(call("starts a thread or uses the common pool", ArchitectureTest::startsThreads))
                .check(CORE);
    }

    @Test
    void nothingInTheCoreCountsInFloatingPoint() {
        noFields()
                .should()
                .haveRawType(describe("floating point", ArchitectureTest::isFloatingPoint))
                .check(CORE);
        // The constructor of an anonymous class repeats that of the class it extends, such as LinkedHashMap's with its
        // load factor.
        noCodeUnits()
                .that()
                .areDeclaredInClassesThat()
                .areNotAnonymousClasses()
                .should()
                .haveRawReturnType(describe("floating point", ArchitectureTest::isFloatingPoint))
                .orShould()
                .haveRawParameterTypes(describe(
                        "any in floating point", types -> types.stream().anyMatch(ArchitectureTest::isFloatingPoint)))
                .check(CORE);
    }

    @Test
    void noNameIsEmptyOfMeaning() {
        noClasses()
                .should(be(describe(
                        "named after nothing",
                        type -> EMPTY_NAME.matcher(type.getSimpleName()).matches())))
                .check(CORE);
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..common..", "..impl..", "..helper..", "..data..", "..info..")
                .check(CORE);
    }

    @Test
    void nothingPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(CORE);
    }

    @Test
    void publicFieldsAreConstants() {
        fields().that().arePublic().should().beStatic().andShould().beFinal().check(CORE);
    }

    private static void sees(String part, String... seen) {
        classes()
                .that(resideInAPackage(part))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(seen)
                        .or(resideInAnyPackage(LANGUAGE))
                        .or(describe("are arrays of primitives", ArchitectureTest::isPrimitiveArray)))
                .check(CORE);
    }

    private static boolean readsTheMachine(CodeUnitCallTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        return (owner.isEquivalentTo(System.class)
                        && Set.of("currentTimeMillis", "nanoTime", "getProperty", "getenv", "exit")
                                .contains(name))
                || (owner.getPackageName().startsWith("java.time")
                        && Set.of("now", "systemDefault").contains(name))
                || (owner.isEquivalentTo(Locale.class) && name.equals("getDefault"))
                || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"));
    }

    private static boolean draws(CodeUnitCallTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        return owner.isAssignableTo(Random.class)
                || owner.isAssignableTo(SplittableRandom.class)
                || owner.getPackageName().startsWith("java.util.random")
                || (owner.isEquivalentTo(Math.class) && name.equals("random"))
                || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
                || (owner.isEquivalentTo(Collections.class) && name.equals("shuffle"));
    }

    private static boolean startsThreads(CodeUnitCallTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        boolean future = owner.isAssignableTo(CompletionStage.class);
        boolean withExecutor =
                target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Executor.class));
        return (owner.isAssignableTo(Thread.class)
                        && Set.of("<init>", "start", "sleep").contains(name))
                || owner.isEquivalentTo(Executors.class)
                || owner.isAssignableTo(ForkJoinPool.class)
                || owner.isAssignableTo(Timer.class)
                || name.equals("parallelStream")
                || (future && name.endsWith("Async") && !withExecutor)
                || (owner.isEquivalentTo(CompletableFuture.class)
                        && Set.of("orTimeout", "completeOnTimeout", "delayedExecutor")
                                .contains(name));
    }

    private static DescribedPredicate<JavaCall<?>> call(String description, Predicate<CodeUnitCallTarget> target) {
        return describe(description, call -> target.test(call.getTarget()));
    }

    private static DescribedPredicate<JavaClass> oneOf(Class<?>... types) {
        return describe(
                "one of " + List.of(types), seen -> List.of(types).stream().anyMatch(seen::isEquivalentTo));
    }

    private static boolean isPrimitiveArray(JavaClass type) {
        return type.isArray() && type.getBaseComponentType().isPrimitive();
    }

    private static boolean isFloatingPoint(JavaClass type) {
        return FLOATING_POINT.contains(type.getName())
                || FLOATING_POINT.contains(type.getBaseComponentType().getName());
    }
}
