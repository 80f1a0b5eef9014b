package dev.tollgate.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that speaks as much of Redis's protocol as it takes to set a server up and to empty it. */
final class Resp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private Resp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Resp connect(String host, int port) {
        return connect(host, port, TIMEOUT_MILLIS);
    }

    static Resp connect(String host, int port, int timeoutMillis) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return new Resp(socket);
        } catch (IOException e) {
            close(socket);
            throw new UncheckedIOException("No connection to Redis at " + host + ":" + port, e);
        }
    }

    /** Sends a command and returns its answer, the values of a list on lines of their own; fails when the answer is an error. */
    String call(String... words) {
        return call(List.of(words));
    }

    /** As {@link #call(String...)}. */
    String call(List<String> words) {
        try {
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            command.write(("*" + words.size() + "\r\n").getBytes(StandardCharsets.UTF_8));
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                command.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
                command.write(bytes);
                command.write("\r\n".getBytes(StandardCharsets.UTF_8));
            }
            socket.getOutputStream().write(command.toByteArray());
            return answer(words.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(words.get(0), e);
        }
    }

    private String answer(String command) throws IOException {
        String line = line();
        return switch (line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '$' -> {
                int length = Integer.parseInt(line.substring(1));
                String text = length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
                if (length >= 0) {
                    in.skipNBytes(2);
                }
                yield text;
            }
            case '*' -> {
                List<String> values = new ArrayList<>();
                for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
                    values.add(answer(command));
                }
                yield String.join("\n", values);
            }
            default -> throw new IllegalStateException(command + ": " + line);
        };
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
