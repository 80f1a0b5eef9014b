package dev.tollgate.redis;

import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;

/** The sums of a window: what is used, then a blank and what of it was purged, unless that is nothing. */
final class UsageText {
    private UsageText() {}

    static Bytes write(UsageRow row) {
        return Bytes.of(row.purged() == 0 ? Long.toString(row.used()) : row.used() + " " + row.purged());
    }

    static UsageRow read(WindowKey key, byte[] bytes) {
        String text = Bytes.text(bytes);
        int blank = text.indexOf(' ');
        return blank < 0
                ? new UsageRow(key, Long.parseLong(text), 0)
                : new UsageRow(
                        key, Long.parseLong(text.substring(0, blank)), Long.parseLong(text.substring(blank + 1)));
    }
}
