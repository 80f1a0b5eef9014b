package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisUrlTest {

    @Test
    void aHostIsEnough() {
        RedisUrl url = RedisUrl.parse("redis://localhost");
        assertThat(url.hosts()).containsExactly(new HostAndPort("localhost", 6379));
        assertThat(url.tls()).isFalse();
        assertThat(url.user()).isNull();
        assertThat(url.password()).isNull();
        assertThat(url.database()).isZero();
        assertThat(url.cluster()).isFalse();
        assertThat(url.optimistic()).isFalse();
        assertThat(url.prefix()).isEqualTo("tollgate");
        assertThat(url.accepted()).isEmpty();
    }

    @Test
    void everythingCanBeGiven() {
        RedisUrl url = RedisUrl.parse("rediss://us%3Aer:p%40ss%2Fw@db.example:7000/3?prefix=a.b&strategy=optimistic"
                + "&accept=appendfsync&accept=replication,config&timeoutMillis=300&cluster=false");
        assertThat(url.tls()).isTrue();
        assertThat(url.user()).isEqualTo("us:er");
        assertThat(url.password()).isEqualTo("p@ss/w");
        assertThat(url.hosts()).containsExactly(new HostAndPort("db.example", 7000));
        assertThat(url.database()).isEqualTo(3);
        assertThat(url.prefix()).isEqualTo("a.b");
        assertThat(url.optimistic()).isTrue();
        assertThat(url.accepted()).containsExactlyInAnyOrder("appendfsync", "replication", "config");
        assertThat(url.timeoutMillis()).isEqualTo(300);
        assertThat(url.toString()).doesNotContain("p@ss").doesNotContain("us:er");
    }

    @Test
    void severalHostsAreACluster() {
        RedisUrl url = RedisUrl.parse("redis://:secret@one:1,two,[::1]:3/");
        assertThat(url.hosts())
                .containsExactly(new HostAndPort("one", 1), new HostAndPort("two", 6379), new HostAndPort("::1", 3));
        assertThat(url.cluster()).isTrue();
        assertThat(url.user()).isNull();
        assertThat(url.password()).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://one, store",
        "redis://, store",
        "redis://:6379, store",
        "redis://secret@one, store",
        "redis://one:0, port",
        "redis://one:70000, port",
        "redis://one:x, port",
        "redis://one/x, database",
        "redis://one/-1, database",
        "redis://one/1?cluster=true, database",
        "redis://one?cluster=maybe, cluster",
        "redis://one?prefix={a}, prefix",
        "redis://one?prefix=, prefix",
        "redis://one?strategy=hope, strategy",
        "redis://one?strategy=pessimistic, strategy",
        "redis://one?strategy=auto&strategy=auto, strategy",
        "redis://one?accept=everything, accept",
        "redis://one?timeoutMillis=1, timeoutMillis",
        "redis://one?timeoutMillis=x, timeoutMillis",
        "redis://one?colour=red, colour",
        "redis://one?prefix, store",
        "redis://one?prefix=%zz, store",
        "redis://us%zzer:secret@one, store"
    })
    void whatIsWrongIsNamed(String url, String field) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> RedisUrl.parse(url))
                .satisfies(e -> assertThat(e.errors())
                        .extracting(InvalidRequestException.FieldError::field)
                        .containsExactly(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:se?cret@one",
                "redis://:se?cret=1@one",
                "redis://:secret",
                "redis://tollgate:secret",
                "redis://secret@one",
                "redis://:secret@one:x",
                "redis://:secret@one/x",
                "redis://:%zzsecret@one"
            })
    void aPasswordInAnAddressThatIsWrongIsNotQuoted(String url) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> RedisUrl.parse(url))
                .satisfies(e -> assertThat(e.toString() + e.errors()).doesNotContain("secret", "cret"));
    }

    @Test
    void whoAsksForRowLocksIsToldWhatToTakeInstead() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> RedisUrl.parse("redis://one?strategy=pessimistic"))
                .withMessageContaining("Redis has no row locks; take 'auto'");
    }
}
