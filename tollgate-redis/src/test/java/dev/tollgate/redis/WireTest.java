package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.servers.RedisServer;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

class WireTest {

    @Test
    void aConnectionWithUnreadAnswersIsNotHandedToTheNext() {
        RedisServer server = SharedServers.server();
        try (Node node = new Node(
                new HostAndPort("127.0.0.1", server.port()),
                RedisUrl.parse(server.url()).config())) {
            Wire first = node.connect();
            first.sendCommand(Command.ECHO, "read");
            first.sendCommand(Command.ECHO, "unread");
            assertThat(first.getBulkReply()).isEqualTo("read");
            first.close();
            Wire second = node.connect();
            assertThat(second).isNotSameAs(first);
            second.sendCommand(Command.ECHO, "mine");
            assertThat(second.getBulkReply()).isEqualTo("mine");
            second.close();
            Wire third = node.connect();
            assertThat(third).as("one that owes nothing is used again").isSameAs(second);
            third.close();
        }
    }
}
