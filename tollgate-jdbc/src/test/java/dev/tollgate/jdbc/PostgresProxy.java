package dev.tollgate.jdbc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between driver and server, counts round trips and breaks connections where a test says. What the driver sends up to its next wait
 * for an answer is passed on at once
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */
final class PostgresProxy implements AutoCloseable {
    /** Where in a round trip a connection breaks. */
    enum Cut {
        /** The server hears nothing of it. */
        BEFORE_THE_SERVER,
        /** The server hears all but the last statement. */
        BEFORE_THE_LAST_STATEMENT,
        /** The server has answered. */
        BEFORE_THE_ANSWER
    }

    private final ServerSocket door;
    private final URI server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private int cutIn = -1;
    private @Nullable Cut cut;
    private @Nullable Runnable before;

    PostgresProxy(String url) throws IOException {
        server = URI.create(url.substring("jdbc:".length()));
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The address of the server through this proxy. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:%d%s?%s&sslmode=disable&gssEncMode=disable"
                .formatted(door.getLocalPort(), server.getPath(), server.getQuery());
    }

    /** How many round trips there were since this was asked last. */
    int roundTrips() {
        return roundTrips.getAndSet(0);
    }

    /** Breaks the connection of a round trip: 1 is the next. */
    synchronized void cut(int inRoundTrips, Cut where) {
        cutIn = inRoundTrips;
        cut = where;
    }

    /** Does something before a round trip reaches the server: 1 is the next. */
    synchronized void before(int inRoundTrips, Runnable action) {
        cutIn = inRoundTrips;
        before = action;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(upstream);
                Connection connection = new Connection(client, upstream);
                start(connection::requests);
                start(connection::answers);
            }
        } catch (IOException e) {
            // The proxy is closed.
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean breaksBeforeAnswer;

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void requests() {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()))) {
                OutputStream out = upstream.getOutputStream();
                byte[] startup = new byte[in.readInt() - 4];
                in.readFully(startup);
                ByteArrayOutputStream unsent = new ByteArrayOutputStream();
                DataOutputStream first = new DataOutputStream(unsent);
                first.writeInt(startup.length + 4);
                first.write(startup);
                unsent.writeTo(out);
                unsent.reset();
                int lastStatementAt = 0;
                for (int type = in.read(); type >= 0; type = in.read()) {
                    if (type == 'E') {
                        lastStatementAt = unsent.size();
                    }
                    copy(type, in, unsent);
                    if (type == 'S' || type == 'Q') {
                        roundTrip(out, unsent.toByteArray(), lastStatementAt);
                        unsent.reset();
                    } else if (type == 'p' || type == 'X') {
                        out.write(unsent.toByteArray());
                        out.flush();
                        unsent.reset();
                    }
                }
            } catch (IOException e) {
                // Broken by the other side, or on purpose.
            } finally {
                close(client);
                close(upstream);
            }
        }

        private void roundTrip(OutputStream out, byte[] bytes, int lastStatementAt) throws IOException {
            roundTrips.incrementAndGet();
            Cut here = null;
            Runnable action = null;
            synchronized (PostgresProxy.this) {
                if (cutIn > 0 && --cutIn == 0) {
                    here = cut;
                    action = before;
                    cut = null;
                    before = null;
                }
            }
            if (action != null) {
                action.run();
            }
            if (here == Cut.BEFORE_THE_SERVER) {
                throw new IOException("cut");
            }
            breaksBeforeAnswer = here == Cut.BEFORE_THE_ANSWER;
            int length = here == Cut.BEFORE_THE_LAST_STATEMENT ? lastStatementAt : bytes.length;
            out.write(bytes, 0, length);
            out.flush();
            if (here == Cut.BEFORE_THE_LAST_STATEMENT) {
                throw new IOException("cut");
            }
        }

        void answers() {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(upstream.getInputStream()))) {
                OutputStream out = client.getOutputStream();
                for (int type = in.read(); type >= 0; type = in.read()) {
                    ByteArrayOutputStream message = new ByteArrayOutputStream();
                    copy(type, in, message);
                    if (!breaksBeforeAnswer) {
                        out.write(message.toByteArray());
                        out.flush();
                    } else if (type == 'Z') {
                        return;
                    }
                }
            } catch (IOException e) {
                // Broken by the other side, or on purpose.
            } finally {
                close(client);
                close(upstream);
            }
        }
    }

    private static void copy(int type, DataInputStream in, ByteArrayOutputStream to) throws IOException {
        int length = in.readInt();
        byte[] body = new byte[length - 4];
        in.readFully(body);
        DataOutputStream out = new DataOutputStream(to);
        out.write(type);
        out.writeInt(length);
        out.write(body);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        sockets.forEach(PostgresProxy::close);
    }
}
