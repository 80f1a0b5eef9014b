package dev.tollgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A payments file of three accounts, one payment a minute, and a limits file that bounds how many an account may make a day. */
record Payments(Path file, Path limits, int aDay) {
    static Payments write(Path folder, int operations, int aDay) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("occurred_at,merchant,business_no,scenario,operator,amount,currency");
        LocalDateTime time = LocalDateTime.parse("2026-03-01T08:00:00");
        for (int i = 0; i < operations; i++) {
            lines.add(
                    "%s,%s,N%d,payment,till,1.%02d,GBP".formatted(time.plusSeconds(60L * i), "m" + i % 3, i, i % 100));
        }
        return new Payments(
                Files.write(folder.resolve("payments.csv"), lines),
                Files.writeString(
                        folder.resolve("limits.json"),
                        "{\"default\": {\"limits\": [{\"name\": \"a-day\", \"metric\": \"count\", \"window\": \"day\", \"max\": %d}]}}"
                                .formatted(aDay)),
                aDay);
    }

    /** Each account's days, counted one after another. */
    long expectedToSucceed() throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .collect(Collectors.groupingBy(
                        line -> line.substring(0, 10) + line.split(",", -1)[1], Collectors.counting()))
                .values()
                .stream()
                .mapToLong(count -> Math.min(count, aDay))
                .sum();
    }
}
