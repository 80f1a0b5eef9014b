package dev.tollgate.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between driver and server, counts round trips and breaks connections where a test says
 * (https://mariadb.com/kb/en/0-packet/).
 */
final class MariadbProxy implements AutoCloseable {
    /** Where in a round trip a connection breaks. */
    enum Cut {
        /** The server hears nothing of it. */
        BEFORE_THE_SERVER,
        /** The server hears all but the commit. */
        BEFORE_THE_COMMIT,
        /** The server has answered. */
        BEFORE_THE_ANSWER
    }

    private static final byte[] COMMIT = "; COMMIT".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 4;
    private static final int QUIT = 1;
    private static final int MORE_RESULTS = 8;

    private final ServerSocket door;
    private final URI server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private int actIn = -1;
    private @Nullable Cut cut;
    private @Nullable Runnable before;

    MariadbProxy(String url) throws IOException {
        server = URI.create(url.substring("jdbc:".length()));
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The address of the server through this proxy. */
    String url() {
        return "jdbc:mariadb://127.0.0.1:%d%s?%s".formatted(door.getLocalPort(), server.getPath(), server.getQuery());
    }

    /** How many round trips there were since this was asked last. */
    int roundTrips() {
        return roundTrips.getAndSet(0);
    }

    /** Breaks the connection of a round trip: 1 is the next. */
    synchronized void cut(int inRoundTrips, Cut where) {
        actIn = inRoundTrips;
        cut = where;
    }

    /** Does something before a round trip reaches the server: 1 is the next. */
    synchronized void before(int inRoundTrips, Runnable action) {
        actIn = inRoundTrips;
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
            try (DataInputStream in = new DataInputStream(client.getInputStream())) {
                OutputStream out = upstream.getOutputStream();
                while (true) {
                    byte[] packet = packet(in);
                    boolean isCommand = packet[3] == 0 && packet.length > HEADER && packet[HEADER] != QUIT;
                    send(out, isCommand ? roundTrip(packet) : packet);
                }
            } catch (IOException e) {
                // Broken by the other side, or on purpose.
            } finally {
                close(client);
                close(upstream);
            }
        }

        private void send(OutputStream out, byte[] packet) throws IOException {
            out.write(packet);
            out.flush();
        }

        private byte[] roundTrip(byte[] packet) throws IOException {
            roundTrips.incrementAndGet();
            Cut here = null;
            Runnable action = null;
            synchronized (MariadbProxy.this) {
                if (actIn > 0 && --actIn == 0) {
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
            breaksBeforeAnswer = here != null;
            return here == Cut.BEFORE_THE_COMMIT ? withoutCommit(packet) : packet;
        }

        void answers() {
            try (DataInputStream in = new DataInputStream(upstream.getInputStream())) {
                OutputStream out = client.getOutputStream();
                while (true) {
                    byte[] packet = packet(in);
                    if (!breaksBeforeAnswer) {
                        send(out, packet);
                    } else if (isLastAnswer(packet)) {
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

    private static byte[] packet(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER];
        in.readFully(header);
        int length = (header[0] & 0xFF) | ((header[1] & 0xFF) << 8) | ((header[2] & 0xFF) << 16);
        byte[] packet = Arrays.copyOf(header, HEADER + length);
        in.readFully(packet, HEADER, length);
        return packet;
    }

    private static byte[] withoutCommit(byte[] packet) throws IOException {
        int length = packet.length - COMMIT.length;
        if (!Arrays.equals(packet, length, packet.length, COMMIT, 0, COMMIT.length)) {
            throw new IOException("what is sent does not end with a commit");
        }
        ByteArrayOutputStream shorter = new ByteArrayOutputStream();
        int body = length - HEADER;
        shorter.writeBytes(new byte[] {(byte) body, (byte) (body >> 8), (byte) (body >> 16), packet[3]});
        shorter.write(packet, HEADER, body);
        return shorter.toByteArray();
    }

    /** An OK of a statement without rows, behind which nothing more comes; or an end of rows of that kind; or an error. */
    private static boolean isLastAnswer(byte[] packet) {
        int type = packet[HEADER] & 0xFF;
        if (type == 0xFF) {
            return true;
        }
        boolean shortOk = (type == 0 || type == 0xFE) && packet.length >= HEADER + 5 && packet.length < HEADER + 9;
        return shortOk && (packet[HEADER + 3] & MORE_RESULTS) == 0;
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
        sockets.forEach(MariadbProxy::close);
    }
}
