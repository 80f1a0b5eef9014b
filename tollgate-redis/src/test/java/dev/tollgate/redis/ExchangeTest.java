package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

@Timeout(60)
class ExchangeTest {

    @Test
    void anErrorThatNobodyKnowsDoesNotSayThatNothingWasWritten() {
        RedisUrl url = RedisUrl.parse(SharedServers.url());
        try (Servers servers = new OneServer(url.hosts().get(0), url.config())) {
            List<Reply> replies = new Exchange(servers)
                    .write(List.of(failing("ERR something broke"), failing("OOM command not allowed")));
            assertThat(replies.get(0)).isInstanceOf(Reply.Lost.class);
            assertThat(replies.get(1)).isInstanceOf(Reply.Refused.class);
        }
    }

    private static Question failing(String message) {
        return new Question(
                0,
                new CommandArguments(Command.EVAL)
                        .add("return redis.error_reply(ARGV[1])")
                        .add(0)
                        .add(message));
    }
}
