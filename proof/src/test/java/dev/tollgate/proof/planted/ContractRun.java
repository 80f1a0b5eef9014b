package dev.tollgate.proof.planted;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A program that runs suites of a store's contract and ends with the first test that fails. Its exit codes: 0 all passed, 1 a test
 * failed, which it names, 2 there is no telling.
 */
final class ContractRun implements TestExecutionListener {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int BROKEN = 2;

    private static final int WORDS_MAX = 200;

    private TestPlan plan;
    private int passed;

    private ContractRun() {}

    /** @param arguments the class of the contract, then the suites */
    public static void main(String[] arguments) {
        List<DiscoverySelector> suites = new ArrayList<>();
        for (String rung : List.of(arguments).subList(1, arguments.length)) {
            suites.add(selectNestedClass(List.of(arguments[0]), "dev.tollgate.testkit.StoreContract$" + rung));
        }
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(suites).build();
        Launcher launcher = LauncherFactory.create();
        ContractRun run = new ContractRun();
        launcher.execute(request, run);
        if (run.passed == 0) {
            broken("not one test ran");
        }
        System.out.println("passed " + run.passed + " tests");
        System.exit(PASSED);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        broken(nameOf(test) + " was skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed += test.isTest() ? 1 : 0;
            return;
        }
        Throwable why = result.getThrowable().orElseGet(() -> new AssertionError("it gave no reason"));
        why.printStackTrace(System.out);
        if (!test.isTest() || isOfTheMachine(why)) {
            broken(nameOf(test) + " could not be run: " + why);
        }
        System.out.println("why " + words(String.valueOf(why.getMessage())));
        System.out.println("found " + nameOf(test));
        halt(FAILED);
    }

    /** A class that does not fit the others says nothing about the bug, nor does a server that is gone. */
    private static boolean isOfTheMachine(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    /** The names from the suite down to the test. */
    private String nameOf(TestIdentifier test) {
        Deque<String> names = new ArrayDeque<>();
        for (TestIdentifier one = test; one != null; one = plan.getParent(one).orElse(null)) {
            names.addFirst(one.getDisplayName());
        }
        // The first two are the engine and the contract's class.
        List<String> own = new ArrayList<>(names);
        return words(String.join(", ", own.subList(Math.min(2, own.size() - 1), own.size())));
    }

    private static String words(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= WORDS_MAX ? line : line.substring(0, WORDS_MAX) + "…";
    }

    private static void broken(String why) {
        System.out.println("broken " + why);
        halt(BROKEN);
    }

    /** Without waiting for threads, connections and files of a test that has already told what it had to. */
    private static void halt(int code) {
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
