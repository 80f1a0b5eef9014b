package dev.tollgate.replay;

/** Told how far a replay is. Calls come from one thread at a time; {@link #at} comes often and must be quick. */
public interface Progress {

    /** A part of the work that is counted begins. */
    void begin(String what, long total);

    /** So much of it is done. */
    void at(long done);

    /** The part is over. */
    void end();

    /** A sentence about what happens now. */
    void say(String sentence);

    /** Tells nobody. */
    Progress SILENT = new Progress() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void at(long done) {}

        @Override
        public void end() {}

        @Override
        public void say(String sentence) {}
    };
}
