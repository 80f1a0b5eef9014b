package dev.tollgate.servers;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection through a {@link FaultProxy}. One thread reads requests and sends them on, another does the same with answers;
 * each request knows its number, so that what is to happen to an answer happens to that of its own request.
 */
final class FaultLink {
    private static final int LATE_SECONDS_MAX = 20;

    private final FaultProxy proxy;
    private final Socket client;
    private final Wire wire;
    private final Map<Long, FaultProxy.Met> atAnswer = new ConcurrentHashMap<>();
    private @Nullable Socket server;
    private boolean closed;
    private long sent;
    private long answered;

    FaultLink(FaultProxy proxy, Socket client, Wire wire) {
        this.proxy = proxy;
        this.client = client;
        this.wire = wire;
    }

    /** What ends the way of a request on purpose. */
    private static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        final boolean byReset;

        Broken(boolean byReset) {
            super("broken on purpose");
            this.byReset = byReset;
        }
    }

    void requests() {
        boolean byReset = false;
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            client.setTcpNoDelay(true);
            beforeConnect(proxy.meet(Request.CONNECT));
            Socket upstream = connected();
            OutputStream out = upstream.getOutputStream();
            FaultProxy.start(() -> answers(upstream));
            while (true) {
                Request request = wire.request(in);
                if (request.kind() == Request.Kind.SILENT) {
                    send(out, request.bytes());
                } else {
                    pass(request, out);
                }
            }
        } catch (Broken e) {
            byReset = e.byReset;
        } catch (IOException e) {
            // One side is gone; so goes the other.
        } finally {
            close(byReset);
        }
    }

    private void beforeConnect(FaultProxy.Met met) throws IOException {
        if (met.fault() instanceof Fault.Cut cut) {
            throw new Broken(cut.byReset());
        } else if (met.fault() instanceof Fault.Hang hang) {
            hang(hang, met);
        } else {
            beforeServer(met);
        }
    }

    /** What does not keep the server from hearing it. */
    private static void beforeServer(FaultProxy.Met met) throws IOException {
        if (met.fault() instanceof Fault.Delay delay) {
            await(met.gate(), delay.time());
        } else if (met.fault() instanceof Fault.Meanwhile meanwhile) {
            meanwhile.action().run();
        }
    }

    private static void hang(Fault.Hang hang, FaultProxy.Met met) throws IOException {
        await(met.gate());
        if (hang.late() == Fault.Late.NEVER) {
            throw new Broken(false);
        }
    }

    private synchronized Socket connected() throws IOException {
        Socket upstream = proxy.connect();
        server = upstream;
        upstream.setTcpNoDelay(true);
        if (closed) {
            upstream.close();
        }
        return upstream;
    }

    private void pass(Request request, OutputStream out) throws IOException {
        FaultProxy.Met met = proxy.meet(request);
        if (met.mayBeLate() && met.fault() instanceof Fault.Hang hang) {
            try {
                hang(request, hang, met, out);
            } finally {
                proxy.lateEnds();
            }
        } else if (met.fault() instanceof Fault.Cut cut) {
            cut(request, cut, met, out);
        } else {
            beforeServer(met);
            ask(request.bytes(), met, out);
        }
    }

    private void cut(Request request, Fault.Cut cut, FaultProxy.Met met, OutputStream out) throws IOException {
        switch (cut.where()) {
            case BEFORE_THE_SERVER -> throw new Broken(cut.byReset());
            case BEFORE_THE_COMMIT -> {
                if (!request.headIsAnswered()) {
                    send(out, request.head());
                    throw new Broken(cut.byReset());
                }
                ask(request.head(), met, out);
            }
            case BEFORE_THE_ANSWER -> ask(request.bytes(), met, out);
        }
    }

    private void hang(Request request, Fault.Hang hang, FaultProxy.Met met, OutputStream out) throws IOException {
        boolean headIsSent = hang.where() == Fault.Where.BEFORE_THE_COMMIT && !request.headIsAnswered();
        int from = headIsSent ? request.head().length : 0;
        send(out, request.bytes(), 0, from);
        hang(hang, met);
        long number = nextNumber();
        send(out, request.bytes(), from, request.bytes().length - from);
        awaitAnswer(number);
    }

    /** Sends a question whose answer meets a fault. */
    private void ask(byte[] bytes, FaultProxy.Met met, OutputStream out) throws IOException {
        long number = nextNumber();
        if (met.fault() != null) {
            atAnswer.put(number, met);
        }
        send(out, bytes);
    }

    private synchronized long nextNumber() {
        return ++sent;
    }

    private static void send(OutputStream out, byte[] bytes) throws IOException {
        send(out, bytes, 0, bytes.length);
    }

    private static void send(OutputStream out, byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        out.flush();
    }

    private synchronized void awaitAnswer(long number) throws IOException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LATE_SECONDS_MAX);
        while (answered < number && !closed) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (leftMillis <= 0) {
                proxy.lateIsUnanswered();
                throw new IOException("a late request is not answered");
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private void answers(Socket upstream) {
        boolean byReset = false;
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(upstream.getInputStream()));
            OutputStream out = client.getOutputStream();
            long begun = 0;
            while (true) {
                Wire.Answer answer = wire.answer(in);
                long number = answered() + 1;
                FaultProxy.Met met = atAnswer.get(number);
                if (met != null && met.fault() instanceof Fault.Cut cut) {
                    if (answer.isLast()) {
                        throw new Broken(cut.byReset());
                    }
                } else {
                    if (met != null && begun < number) {
                        begun = number;
                        begin(met, out);
                    }
                    back(answer.bytes(), out);
                }
                if (answer.isLast()) {
                    hasAnswered();
                }
            }
        } catch (Broken e) {
            byReset = e.byReset;
        } catch (IOException e) {
            // One side is gone; so goes the other.
        } finally {
            close(byReset);
        }
    }

    private static void begin(FaultProxy.Met met, OutputStream out) throws IOException {
        if (met.fault() instanceof Fault.Hang hang) {
            hang(hang, met);
        } else if (met.fault() instanceof Fault.Prepend prepend) {
            back(prepend.text().getBytes(StandardCharsets.ISO_8859_1), out);
        }
    }

    /** A client that has gone does not keep the server from answering. */
    private static void back(byte[] bytes, OutputStream out) {
        try {
            send(out, bytes);
        } catch (IOException e) {
            return;
        }
    }

    private synchronized long answered() {
        return answered;
    }

    private synchronized void hasAnswered() {
        atAnswer.remove(++answered);
        notifyAll();
    }

    private static void await(CountDownLatch gate) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void await(CountDownLatch gate, Duration time) throws IOException {
        try {
            boolean unused = gate.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException(e);
    }

    synchronized void close(boolean byReset) {
        closed = true;
        notifyAll();
        close(client, byReset);
        if (server != null) {
            close(server, byReset);
        }
    }

    private static void close(Socket socket, boolean byReset) {
        try {
            if (byReset && !socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }
}
