package dev.tollgate.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a store and a server, and breaks the connection at a mark in what the store sends. */
final class FaultProxy implements AutoCloseable {
    /** Stands in every call that writes, and in no other. */
    static final String SCRIPT_THAT_WRITES = "\r\nrows\r\n";

    static final String EXEC = "\r\nEXEC\r\n";

    /** When to break a connection that sends the mark. */
    enum Break {
        /** The server gets all of it, and its answer never comes back. */
        ANSWER,
        /** The server gets what comes before the mark. */
        REQUEST,
        /** See {@link #before}. */
        NOTHING,
        /** The answer comes back behind the announcement of one for which no program has memory; nothing is broken. */
        HUGE_ANSWER
    }

    private static final byte[] HUGE = "$2147483647\r\n".getBytes(ISO_8859_1);

    private final int serverPort;
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile String mark = "";
    private volatile Break breaking = Break.ANSWER;
    private volatile Runnable meanwhile = () -> {};

    FaultProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Breaks the next connection that sends the mark, once. */
    void breakAt(String text, Break when) {
        breaking = when;
        mark = text;
    }

    /** Does something before the server gets the next chunk with the mark, once; nothing is broken. */
    void before(String text, Runnable work) {
        meanwhile = work;
        breakAt(text, Break.NOTHING);
    }

    /** Whether the break is still to come. */
    boolean isArmed() {
        return !mark.isEmpty();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fault proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.addAll(List.of(client, server));
                new Link(client, server).start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean swallow;
        private volatile boolean announceHuge;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            FaultProxy.start(this::requests);
            FaultProxy.start(this::answers);
        }

        private void requests() {
            try {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                byte[] chunk = new byte[1 << 20];
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    String wanted = mark;
                    int at = wanted.isEmpty() ? -1 : new String(chunk, 0, n, ISO_8859_1).indexOf(wanted);
                    if (at >= 0) {
                        mark = "";
                        if (breaking == Break.REQUEST) {
                            out.write(Arrays.copyOf(chunk, at));
                            out.flush();
                            close();
                            return;
                        }
                        if (breaking == Break.NOTHING) {
                            meanwhile.run();
                        }
                        swallow = breaking == Break.ANSWER;
                        announceHuge = breaking == Break.HUGE_ANSWER;
                    }
                    out.write(chunk, 0, n);
                    out.flush();
                }
            } catch (IOException e) {
                // One side is gone; so goes the other.
            }
            close();
        }

        private void answers() {
            try {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] chunk = new byte[1 << 16];
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    if (swallow) {
                        break;
                    }
                    if (announceHuge) {
                        announceHuge = false;
                        out.write(HUGE);
                    }
                    out.write(chunk, 0, n);
                    out.flush();
                }
            } catch (IOException e) {
                // One side is gone; so goes the other.
            }
            close();
        }

        private void close() {
            FaultProxy.close(client);
            FaultProxy.close(server);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        sockets.forEach(FaultProxy::close);
    }
}
