package dev.tollgate.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server, tells requests apart, and does to them what a test says: it breaks connections at a chosen place,
 * lets them hang, delays them, and lets what was held up arrive late. Also counts requests. Unless it is told otherwise it passes
 * everything on at once.
 *
 * <p>Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {
    /** What happens to each request; asked once for each that is not silent, by many threads, one at a time. It must not wait. */
    @FunctionalInterface
    public interface Plan {
        /** The fault that a request meets; null for none. */
        @Nullable
        Fault faultOf(Request request);
    }

    private static final Plan NONE = request -> null;
    private static final int BACKLOG = 200;
    private static final int QUIET_SECONDS_MAX = 30;

    private final String serverUrl;
    private final InetSocketAddress server;
    private final ServerSocket door;
    private final Set<FaultLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private volatile boolean unanswered;
    private Plan plan = NONE;
    private @Nullable Plan once;
    private CountDownLatch gate = new CountDownLatch(1);

    private FaultProxy(String serverUrl) throws IOException {
        this.serverUrl = serverUrl;
        URI address = URI.create(serverUrl.replaceFirst("^jdbc:", ""));
        server = new InetSocketAddress(address.getHost(), address.getPort());
        door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /**
     * Opens a proxy in front of a server.
     *
     * @param url {@code jdbc:postgresql://host:port/…}, {@code jdbc:mariadb://host:port/…} or {@code redis://host:port…}, one server, no TLS
     */
    public static FaultProxy open(String url) {
        try {
            // An address of no known kind is refused here rather than at the first connection.
            Wire.of(url);
            FaultProxy proxy = new FaultProxy(url);
            start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that clients connect to, on the loopback address. */
    public int port() {
        return door.getLocalPort();
    }

    /** The address of the server through this proxy. */
    public String url() {
        String url = serverUrl.replaceFirst("//[^/?]*", "//127.0.0.1:" + port());
        return url.startsWith("jdbc:postgresql:")
                ? url + (url.contains("?") ? '&' : '?') + "sslmode=disable&gssEncMode=disable"
                : url;
    }

    /** How many requests that are not silent there were since this was asked last. */
    public int asked() {
        return asked.getAndSet(0);
    }

    /** What all requests meet from now on for which nothing else is said. */
    public synchronized void plan(Plan standing) {
        plan = standing;
    }

    /** Lets a request meet a fault, once: 1 is the next. Opening a connection does not count. */
    public void next(int inRequests, Fault fault) {
        AtomicInteger left = new AtomicInteger(inRequests);
        once(request -> request.kind() != Request.Kind.CONNECT && left.decrementAndGet() == 0, fault);
    }

    /** Does something before the server hears a request, once: 1 is the next. */
    public void before(int inRequests, Runnable action) {
        next(inRequests, new Fault.Meanwhile(action));
    }

    /** Lets the next commit meet a fault, once. */
    public void nextCommit(Fault fault) {
        once(request -> request.kind() == Request.Kind.COMMIT, fault);
    }

    /** Lets the next request of a kind meet a fault, once. */
    public synchronized void once(Predicate<Request> which, Fault fault) {
        once = request -> which.test(request) ? fault : null;
    }

    /** Whether what was to happen once is still to come. */
    public synchronized boolean isArmed() {
        return once != null;
    }

    /** Lets go of everything that hangs or is delayed now. */
    public synchronized void release() {
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    /** From now on nothing goes wrong any more, and what hangs is let go. */
    public synchronized void heal() {
        plan = NONE;
        once = null;
        release();
    }

    /**
     * Waits until the server has answered everything that arrived late.
     *
     * @throws IllegalStateException if it has not within half a minute, or has left something unanswered before
     */
    public void awaitQuiet() {
        if (unanswered) {
            throw new IllegalStateException("a late request was not answered");
        }
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS_MAX);
        synchronized (late) {
            while (late.get() > 0) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                if (leftMillis <= 0) {
                    throw new IllegalStateException(late + " late requests are not answered");
                }
                try {
                    late.wait(leftMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Breaks all connections there are with a reset on both sides. */
    public void resetAll() {
        links.forEach(link -> link.close(true));
    }

    private void accept() {
        try {
            while (true) {
                FaultLink link = new FaultLink(this, door.accept(), Wire.of(serverUrl));
                links.add(link);
                start(() -> run(link));
            }
        } catch (IOException e) {
            // The proxy is closed.
        }
    }

    private void run(FaultLink link) {
        try {
            link.requests();
        } finally {
            links.remove(link);
        }
    }

    static void start(Runnable task) {
        Thread thread = new Thread(task, "fault proxy");
        thread.setDaemon(true);
        thread.start();
    }

    Socket connect() throws IOException {
        return new Socket(server.getAddress(), server.getPort());
    }

    /**
     * A request has met its fault.
     *
     * @param gate opens when what hangs is let go; one that the request came too late for is another's
     */
    record Met(@Nullable Fault fault, CountDownLatch gate) {
        /** Whether it may arrive after its client has gone. */
        boolean mayBeLate() {
            return fault instanceof Fault.Hang hang && hang.where() != Fault.Where.BEFORE_THE_ANSWER;
        }
    }

    /** What a request meets. Whatever is released later is released for it too, and whatever waits for quiet waits for it. */
    synchronized Met meet(Request request) {
        Met met = new Met(faultOf(request), gate);
        if (request.kind() != Request.Kind.CONNECT) {
            asked.incrementAndGet();
            if (met.mayBeLate()) {
                late.incrementAndGet();
            }
        }
        return met;
    }

    private synchronized @Nullable Fault faultOf(Request request) {
        Fault fault = once == null ? null : once.faultOf(request);
        if (fault != null) {
            once = null;
            return fault;
        }
        return plan.faultOf(request);
    }

    /** Something arrived late, and the server has not answered it within reason: nobody can say that it is quiet. */
    void lateIsUnanswered() {
        unanswered = true;
    }

    void lateEnds() {
        synchronized (late) {
            late.decrementAndGet();
            late.notifyAll();
        }
    }

    /** Ends all connections; nothing that hangs arrives any more. */
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(link -> link.close(false));
        heal();
    }
}
