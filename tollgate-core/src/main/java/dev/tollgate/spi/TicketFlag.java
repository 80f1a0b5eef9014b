package dev.tollgate.spi;

/** Marks on a ticket row, kept as bits of one number. The bits are part of the stored form and never change. */
public enum TicketFlag {
    /** Reported after the lease had ended or while in doubt. */
    LATE(1),
    /** A success could not be accepted. */
    DISPUTED(2),
    /** Released because the lease ended, not by a report. */
    RELEASED_BY_LAPSE(4),
    /** Brought to its state by a resolution. */
    RESOLVED(8),
    /** The outcome's bytes were dropped after their retention. */
    OUTCOME_DROPPED(16);

    private final int bit;

    TicketFlag(int bit) {
        this.bit = bit;
    }

    public int bit() {
        return bit;
    }
}
