package dev.tollgate.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisServerIT {
    @Test
    void keepsWhatItConfirmedWhenItIsKilledAndLeavesNothingWhenItIsClosed() {
        List<String> processes;
        Path folder;
        try (RedisServer server = RedisServer.open()) {
            folder = server.folder();
            server.call("SET", "k", "7");
            String before = server.url();
            processes = Processes.of(server);

            server.kill();

            assertThat(processes).isNotEmpty().noneMatch(Processes::runs);
            assertThatThrownBy(() -> server.call("GET", "k")).isInstanceOf(UncheckedIOException.class);
            server.start();
            assertThat(server.url()).isEqualTo(before);
            assertThat(server.call("GET", "k")).isEqualTo("7");
            processes = Processes.of(server);
        }
        assertThat(processes).isNotEmpty().noneMatch(Processes::runs);
        assertThat(folder).doesNotExist();
    }

    @Test
    void confirmsOnlyWhatIsSafeUnlessToldOtherwise() {
        assertThat(RedisServer.shared()).isSameAs(RedisServer.shared());
        assertThat(RedisServer.shared().call("INFO", "persistence"))
                .contains("aof_enabled:1", "aof_last_write_status:ok");
        assertThat(RedisServer.shared().call("INFO", "memory")).contains("maxmemory_policy:noeviction");
        assertThat(RedisServer.shared().call("CONFIG", "GET", "appendfsync")).endsWith("\nalways");
        try (RedisServer weak = RedisServer.open(Map.of("appendfsync", "everysec"))) {
            assertThat(weak.call("CONFIG", "GET", "appendfsync")).endsWith("\neverysec");
        }
    }

    @Test
    void answersNothingWhileItIsPaused() throws IOException {
        try (RedisServer server = RedisServer.open();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            server.pause();
            assertThat(Processes.of(server)).isNotEmpty().allMatch(Processes::isStopped);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).hasMessageContaining("timed out");

            server.resume();

            socket.setSoTimeout(0);
            assertThat(socket.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void settingThatItRefusesFailsWithTheLastLinesOfItsLog() {
        assertThatThrownBy(() -> RedisServer.open(Map.of("appendfsync", "nonsense")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("appendfsync nonsense");
    }

    @Test
    void freshDatabaseHasNoKeys() {
        RedisServer.shared().call("SET", "k", "7");
        assertThat(RedisServer.shared().freshDatabase())
                .isEqualTo(RedisServer.shared().url());
        assertThat(RedisServer.shared().call("DBSIZE")).isEqualTo("0");
    }

    @Test
    void binaryThatNeedsNoSharedLibraryRunsToo() {
        Folders.run(RedisServer.unpacked("/redis-server-6.2.7-linux-386").toString(), "--version");
    }
}
