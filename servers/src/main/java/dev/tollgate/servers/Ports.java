package dev.tollgate.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that are free now. They lie below those that Linux gives to outgoing connections, so that a server which is down for a
 * while finds its port free again.
 */
final class Ports {
    private static final int LOWEST = 11_000;
    private static final int HIGHEST = 21_999;
    private static final int ATTEMPTS_MAX = 1_000;

    private Ports() {}

    /** A port that is free on the loopback address, as is the one {@code above} ports higher. */
    static int free(int above) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port) && isFree(port + above)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections that have just ended do not keep a server from listening.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
