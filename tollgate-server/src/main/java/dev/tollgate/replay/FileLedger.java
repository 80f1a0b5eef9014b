package dev.tollgate.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tollgate.api.Amount;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in a file that processes and restarts share: one JSON object a line. Each line is appended by a single write, so lines
 * of several processes never mix and a killed process leaves at most one torn line, which was never acknowledged to anybody and is
 * passed over.
 */
final class FileLedger implements Ledger {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String BEGINNING = "{\"executedAt\":\"";

    private final Path file;
    private final FileChannel channel;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int tornLines;

    private FileLedger(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a ledger, makes it when it is not there, and reads it once, so that a file that is something else is refused before
     * anything is appended to it.
     */
    static FileLedger open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        FileLedger ledger = new FileLedger(file, channel);
        try {
            ledger.forEach(execution -> {});
            ledger.endTornLine();
            return ledger;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What comes next must not become part of a line that a killed process left without its end. */
    private void endTornLine() throws IOException {
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            long size = reading.size();
            if (size > 0 && reading.read(last, size - 1) == 1 && last.get(0) != '\n') {
                write(new byte[] {'\n'});
            }
        }
    }

    @Override
    public void append(Execution execution) throws IOException {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("executedAt", Instant.now().toString());
            json.writeStringField("account", execution.operation().account());
            json.writeStringField("scenario", execution.operation().scenario());
            json.writeStringField("businessNumber", execution.operation().businessNumber());
            json.writeNumberField("fence", execution.fence());
            json.writeStringField("result", text(execution.result()));
            Amount amount = execution.amount();
            if (amount != null) {
                json.writeNumberField("amount", amount.minorUnits());
                json.writeStringField("currency", amount.currency());
            }
            json.writeStringField("occurredAt", execution.occurredAt().toString());
            json.writeEndObject();
        }
        line.write('\n');
        write(line.toByteArray());
    }

    private void write(byte[] bytes) throws IOException {
        int written = channel.write(ByteBuffer.wrap(bytes));
        if (written != bytes.length) {
            throw new IOException("only %d of %d bytes could be written to %s".formatted(written, bytes.length, file));
        }
    }

    @Override
    public void forEach(Consumer<Execution> each) throws IOException {
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(reading), StandardCharsets.UTF_8), 1 << 16)) {
            Map<String, String> names = new HashMap<>();
            int number = 1;
            tornLines = 0;
            for (String text = lines.readLine(); text != null; text = lines.readLine(), number++) {
                if (text.isEmpty()) {
                    continue;
                }
                Execution execution = parse(text, number, names);
                if (execution != null) {
                    each.accept(execution);
                } else {
                    tornLines++;
                }
            }
        }
    }

    /** Null for a torn line. */
    private @Nullable Execution parse(String text, int number, Map<String, String> names) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw noExecution(number, null);
            }
            for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
                json.nextToken();
                members.put(member, json.getText());
            }
        } catch (JsonProcessingException e) {
            if (text.startsWith(BEGINNING) || BEGINNING.startsWith(text)) {
                return null;
            }
            throw noExecution(number, e);
        }
        try {
            String currency = members.get("currency");
            return new Execution(
                    new Operation(
                            known(names, members, "account"),
                            known(names, members, "scenario"),
                            member(members, "businessNumber")),
                    Integer.parseInt(member(members, "fence")),
                    result(member(members, "result")),
                    currency == null ? null : new Amount(Long.parseLong(member(members, "amount")), currency),
                    Instant.parse(member(members, "occurredAt")));
        } catch (InvalidRequestException | IllegalArgumentException | DateTimeException e) {
            throw noExecution(number, e);
        }
    }

    private static String known(Map<String, String> names, Map<String, String> members, String member) {
        return names.computeIfAbsent(member(members, member), name -> name);
    }

    private static String member(Map<String, String> members, String member) {
        String value = members.get(member);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + member);
        }
        return value;
    }

    private IOException noExecution(int number, @Nullable Exception cause) {
        return new IOException("line %d is no execution; is this a ledger of replay?".formatted(number), cause);
    }

    private static String text(Draw.Result result) {
        return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Draw.Result result(String text) {
        return Draw.Result.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public int tornLines() {
        return tornLines;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
