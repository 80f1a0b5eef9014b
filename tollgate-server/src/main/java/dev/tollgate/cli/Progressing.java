package dev.tollgate.cli;

import dev.tollgate.replay.Progress;
import java.io.PrintWriter;
import java.util.Timer;
import java.util.TimerTask;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows progress on standard error: a bar on a terminal, a line every few seconds elsewhere. */
final class Progressing {
    private static final int LINE_EVERY_MILLIS = 5_000;
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

    /** Lines come by the clock, also while nothing gets done. */
    private static final class Lines implements Progress {
        private final PrintWriter err;
        private volatile long done;
        private @Nullable Timer timer;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void begin(String what, long total) {
            done = 0;
            timer = new Timer("progress", true);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            say("%s: %,d of %,d (%d %%)".formatted(what, done, total, 100 * done / Math.max(1, total)));
                        }
                    },
                    LINE_EVERY_MILLIS,
                    LINE_EVERY_MILLIS);
        }

        @Override
        public void at(long now) {
            done = now;
        }

        @Override
        public void end() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }

        @Override
        public void say(String sentence) {
            err.println(sentence);
            err.flush();
        }
    }
}
