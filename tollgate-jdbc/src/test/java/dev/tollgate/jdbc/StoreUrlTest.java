package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.InvalidRequestException.FieldError;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {

    @Test
    void fileAloneTakesTheDefaults() {
        SqliteSettings settings = SqliteSettings.parse("sqlite:some dir/tollgate%20+.db");

        assertThat(settings.file().path())
                .isEqualTo(Path.of("some dir/tollgate%20+.db").toAbsolutePath());
        assertThat(settings.synchronous()).isEqualTo("full");
        assertThat(settings.accepted()).isEmpty();
    }

    @Test
    void everyParameterIsTaken() {
        SqliteSettings settings = SqliteSettings.parse(
                "sqlite:/x/t.db?strategy=optimistic&synchronous=NORMAL&accept=synchronous,journal-mode&accept=file%2Dsystem");

        assertThat(settings.synchronous()).isEqualTo("normal");
        assertThat(settings.accepted()).isEqualTo(Set.of("synchronous", "journal-mode", "file-system"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic", "pessimistic"})
    void everyStrategyIsAccepted(String strategy) {
        assertThat(SqliteSettings.parse("sqlite:t.db?strategy=" + strategy).synchronous())
                .isEqualTo("full");
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:, store, must name a file",
        "sqlite:  , store, must name a file",
        "sqlite::memory:, store, memory:",
        "sqlite:t.db?speed=high, speed, is not a parameter",
        "sqlite:t.db?strategy=lucky, strategy, must be one of",
        "sqlite:t.db?strategy=auto&strategy=auto, strategy, more than once",
        "sqlite:t.db?synchronous=2, synchronous, must be one of",
        "sqlite:t.db?accept=everything, accept, must be one of",
        "sqlite:t.db?accept=, accept, must be one of",
        "sqlite:t.db?accept, store, name=value",
        "sqlite:t.db?=x, store, name=value",
        "sqlite:t.db?strategy=auto&, store, name=value",
        "sqlite:t.db?strategy=%zz, store, percent-encoded",
        "jdbc:oracle://u:secret@h/d, store, begins with 'jdbc:'",
        "tollgate.db, store, must begin with 'sqlite:'",
        "SQLITE:t.db, store, must begin with 'sqlite:'",
    })
    void badAddressIsRefusedNamingWhatIsBad(String url, String field, String because) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> JdbcStore.open(url))
                .satisfies(e ->
                        assertThat(e.errors()).extracting(FieldError::field).containsExactly(field))
                .withMessageContaining(because)
                .withMessageNotContaining("secret");
    }

    @Test
    void nulInTheFileNameIsRefused() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> JdbcStore.open("sqlite:a\u0000b"))
                .withMessageContaining("must name a file");
    }
}
