package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.InvalidRequestException.FieldError;
import dev.tollgate.api.StoreUnavailableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresSettingsTest {

    @Test
    void addressAloneTakesTheDefaults() {
        PostgresSettings settings = PostgresSettings.parse("jdbc:postgresql://db.example:5433/shop");

        assertThat(settings.address()).isEqualTo("jdbc:postgresql://db.example:5433/shop");
        assertThat(settings.strategy()).isEqualTo(ServerDialect.Strategy.AUTO);
        assertThat(settings.accepted()).isEmpty();
        assertThat(settings.driver())
                .containsEntry("ApplicationName", "tollgate")
                .containsEntry("socketTimeout", "10")
                .containsEntry("connectTimeout", "5")
                .containsEntry("tcpKeepAlive", "true");
    }

    @Test
    void ourParametersAreTakenOutAndTheRestGoesToTheDriver() {
        PostgresSettings settings = PostgresSettings.parse(
                "jdbc:postgresql:shop?strategy=Pessimistic&user=tg&password=a%26b%3D%2B%2Bc&accept=fsync&socketTimeout=3"
                        + "&accept=full-page-writes,synchronous-commit&sslmode=require");

        assertThat(settings.address()).isEqualTo("jdbc:postgresql:shop");
        assertThat(settings.strategy()).isEqualTo(ServerDialect.Strategy.PESSIMISTIC);
        assertThat(settings.accepted()).isEqualTo(Set.of("fsync", "full-page-writes", "synchronous-commit"));
        assertThat(settings.driver())
                .containsEntry("user", "tg")
                .containsEntry("password", "a&b=++c")
                .containsEntry("socketTimeout", "3")
                .containsEntry("sslmode", "require")
                .doesNotContainKeys("strategy", "accept");
    }

    @ParameterizedTest
    @CsvSource({
        "//tg:secret@h/d, store, user and password as parameters",
        "//h/d?strategy=lucky&password=secret, strategy, must be one of",
        "//h/d?accept=everything&password=secret, accept, must be one of",
        "//h/d?password=secret&password=secret, password, more than once",
        "//h/d?password=secret&ret, store, name=value",
        "//h/d?password=secret%zz, store, percent-encoded",
        "//h/d?password=secret&autosave=always, autosave, savepoints",
        "//h/d?password=secret&readOnly=true, readOnly, write",
        "//h/d?password=secret&preferQueryMode=simple, preferQueryMode, must be 'extended'",
        "//h/d?password=secret&prepareThreshold=0, prepareThreshold, must not be 0",
        "//h/d?password=secret&socketTimeout=0, socketTimeout, must not be 0",
    })
    void badAddressIsRefusedNamingWhatIsBad(String rest, String field, String because) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> JdbcStore.open("jdbc:postgresql:" + rest))
                .satisfies(e ->
                        assertThat(e.errors()).extracting(FieldError::field).containsExactly(field))
                .withMessageContaining(because)
                .withMessageNotContaining("secret")
                .withMessageNotContaining("ret'");
    }

    @Test
    void serverThatIsNotThereIsSaidWithoutThePassword() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(
                        () -> JdbcStore.open("jdbc:postgresql://127.0.0.1:" + port + "/shop?user=tg&password=secret"))
                .withMessageContaining("127.0.0.1:" + port + "/shop cannot be reached")
                .withMessageNotContaining("secret");
    }
}
