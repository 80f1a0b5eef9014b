package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SingleThreadEnvironmentTest {
    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(7);
    private final List<String> ran = new ArrayList<>();

    @Test
    void nothingRunsBeforeItIsAskedTo() {
        environment.executor().execute(() -> ran.add("task"));
        environment.schedule(() -> ran.add("timer"), 0);
        assertThat(ran).isEmpty();
        assertThat(environment.waiting()).isEqualTo(2);
        environment.runUntilIdle();
        assertThat(ran).containsExactlyInAnyOrder("task", "timer");
    }

    @Test
    void runsWhatTasksExecuteUntilNoneWaits() {
        environment.executor().execute(() -> {
            ran.add("first");
            environment.executor().execute(() -> ran.add("second"));
        });
        environment.runUntilIdle();
        assertThat(ran).containsExactly("first", "second");
        assertThat(environment.runOne()).isFalse();
    }

    @Test
    void aTaskThatNeverComesToRestIsReported() {
        environment.executor().execute(new Runnable() {
            @Override
            public void run() {
                environment.executor().execute(this);
            }
        });
        assertThatThrownBy(environment::runUntilIdle).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSameSeedRunsTheSameOrderAndOthersRunOthers() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            List<Integer> order = orderOf(seed);
            assertThat(orderOf(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).as("all 6 orders of three tasks").hasSize(6);
    }

    private static List<Integer> orderOf(long seed) {
        SingleThreadEnvironment seeded = new SingleThreadEnvironment(seed);
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> seeded.executor().execute(() -> order.add(i)));
        seeded.runUntilIdle();
        return order;
    }

    @Test
    void timersFallDueInTheOrderOfTimeAndSeeTheirOwnTime() {
        environment.schedule(() -> ran.add("late " + environment.nanoTime()), 2_000);
        environment.schedule(() -> ran.add("early " + environment.nanoTime()), 1_000);
        environment.advance(Duration.ofNanos(999));
        assertThat(ran).isEmpty();
        environment.advance(Duration.ofNanos(5_000));
        assertThat(ran).containsExactly("early 1000", "late 2000");
        assertThat(environment.nanoTime()).isEqualTo(5_999);
    }

    @Test
    void aTimerThatSchedulesItselfRunsOncePerInterval() {
        environment.schedule(
                new Runnable() {
                    @Override
                    public void run() {
                        ran.add("tick");
                        environment.schedule(this, 1_000);
                    }
                },
                1_000);
        environment.advance(Duration.ofNanos(3_500));
        assertThat(ran).hasSize(3);
    }

    @Test
    void aCrashedNodeNeverDoesWhatItStillHadToDo() {
        SingleThreadEnvironment.Node crashing = environment.node();
        SingleThreadEnvironment.Node living = environment.node();
        for (SingleThreadEnvironment.Node node : List.of(crashing, living)) {
            String name = node == crashing ? "crashing" : "living";
            node.executor().execute(() -> ran.add(name + " task"));
            node.schedule(() -> ran.add(name + " timer"), 10);
        }
        crashing.crash();
        crashing.executor().execute(() -> ran.add("zombie task"));
        crashing.schedule(() -> ran.add("zombie timer"), 10);
        environment.advance(Duration.ofSeconds(1));
        assertThat(ran).containsExactly("living task", "living timer");
    }

    @Test
    void aStepRunsOneTaskOrTheNextTimer() {
        environment.schedule(() -> ran.add("timer " + environment.nanoTime()), 5_000);
        environment.executor().execute(() -> ran.add("task"));
        assertThat(environment.step()).isTrue();
        assertThat(ran).containsExactly("task");
        assertThat(environment.step()).isTrue();
        assertThat(ran).containsExactly("task", "timer 5000");
        assertThat(environment.step()).isFalse();
    }

    @Test
    void aPausedNodeDoesEverythingLaterAndACrashForgetsIt() {
        SingleThreadEnvironment.Node paused = environment.node();
        paused.executor().execute(() -> ran.add("before"));
        paused.schedule(() -> ran.add("timer at " + paused.nanoTime()), 10);
        paused.pause();
        paused.executor().execute(() -> ran.add("meanwhile"));
        environment.advance(Duration.ofNanos(1_000));
        assertThat(paused.isPaused()).isTrue();
        assertThat(ran).isEmpty();
        assertThat(environment.step()).as("nothing else is left to do").isFalse();
        paused.resume();
        environment.runUntilIdle();
        assertThat(ran).containsExactlyInAnyOrder("before", "meanwhile", "timer at 1000");
        paused.pause();
        paused.executor().execute(() -> ran.add("never"));
        paused.crash();
        paused.resume();
        environment.runUntilIdle();
        assertThat(ran).doesNotContain("never");
    }

    @Test
    void aDriftingNodeMeasuresMoreOrLessButNeverFindsATimerEarly() {
        for (long drift : List.of(-500_000L, -3L, 7L, 200_000L)) {
            SingleThreadEnvironment.Node drifting = environment.node(drift);
            long before = drifting.nanoTime();
            long delay = 1_000_000_007L;
            drifting.schedule(() -> ran.add("waited " + (drifting.nanoTime() - before >= delay)), delay);
            environment.advance(Duration.ofSeconds(10));
            assertThat(drifting.nanoTime() - before).isEqualTo(10_000_000_000L + 10_000L * drift);
        }
        assertThat(ran).containsExactly("waited true", "waited true", "waited true", "waited true");
        assertThatThrownBy(() -> environment.node(-600_000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsNeverRepeatAcrossNodesAndFitTheirBound() {
        SingleThreadEnvironment.Node node = environment.node();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(ids.add(environment.newId())).isTrue();
            assertThat(ids.add(node.newId())).isTrue();
        }
        assertThat(ids).allSatisfy(id -> assertThat(id).matches("[A-Za-z0-9_-]{1,40}"));
        assertThat(new SingleThreadEnvironment(7).newId()).isIn(ids);
    }

    @Test
    void drawsStayBelowTheirBound() {
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            drawn.add(environment.random(3));
        }
        assertThat(drawn).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void anotherThreadIsRefused() {
        CompletableFuture<Void> elsewhere =
                CompletableFuture.runAsync(() -> environment.executor().execute(() -> ran.add("never")));
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
        environment.runUntilIdle();
        assertThat(ran).isEmpty();
    }
}
