package dev.tollgate.cli;

import dev.tollgate.replay.Progress;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows progress on standard error: a bar on a terminal, a line every few seconds elsewhere. */
final class Progressing {
    private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int BAR_EVERY_MILLIS = 200;

    private Progressing() {}

    static Progress to(PrintWriter err) {
        return isTerminal() ? new Bar(err) : new Lines(err);
    }

    /** The launcher sees whether standard error is a terminal; Java does not. */
    private static boolean isTerminal() {
        return Boolean.getBoolean("tollgate.terminal");
    }

    private static final class Bar implements Progress {
        private final PrintWriter err;
        private @Nullable ProgressBar bar;

        Bar(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void begin(String what, long total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total)
                    .setUpdateIntervalMillis(BAR_EVERY_MILLIS)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .showSpeed()
                    .build();
        }

        @Override
        public void at(long done) {
            if (bar != null) {
                bar.stepTo(done);
            }
        }

        @Override
        public void end() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
        }

        @Override
        public void say(String sentence) {
            err.println(sentence);
        }
    }

    private static final class Lines implements Progress {
        private final PrintWriter err;
        private String what = "";
        private long total;
        private long toldNanos;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void begin(String task, long all) {
            what = task;
            total = all;
            toldNanos = System.nanoTime();
        }

        @Override
        public void at(long done) {
            long now = System.nanoTime();
            if (now - toldNanos >= LINE_EVERY_NANOS) {
                toldNanos = now;
                err.printf("%s: %,d of %,d (%d %%)%n", what, done, total, 100 * done / Math.max(1, total));
                err.flush();
            }
        }

        @Override
        public void end() {}

        @Override
        public void say(String sentence) {
            err.println(sentence);
            err.flush();
        }
    }
}
