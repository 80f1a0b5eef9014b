package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.InvalidRequestException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MariadbSettingsTest {
    private static final String PLACE = "jdbc:mariadb://db.example:3307/money";

    @Test
    void ownParametersAreTakenOutAndTheRestGoesToTheDriver() {
        MariadbSettings settings = MariadbSettings.parse(
                PLACE + "?user=till&password=a%26b%3D%C3%A9&strategy=pessimistic&accept=galera&accept=doublewrite"
                        + "&sslMode=verify-full&socketTimeout=3000");

        assertThat(settings.place()).isEqualTo("//db.example:3307/money");
        assertThat(settings.strategy()).isEqualTo(ServerDialect.Strategy.PESSIMISTIC);
        assertThat(settings.accepted()).containsExactly("galera", "doublewrite");
        assertThat(settings.driver())
                .containsAllEntriesOf(Map.of(
                        "user", "till",
                        "password", "a&b=é",
                        "sslMode", "verify-full",
                        "socketTimeout", "3000",
                        "connectTimeout", "5000",
                        "tcpKeepAlive", "true",
                        "allowMultiQueries", "true"))
                .doesNotContainKeys("strategy", "accept");
    }

    @Test
    void passwordIsNeverPrinted() {
        MariadbSettings settings = MariadbSettings.parse(PLACE + "?user=till&password=hush");

        assertThat(settings.toString()).isEqualTo(PLACE);
        try (MariadbDialect dialect = new MariadbDialect(settings, null)) {
            assertThat(dialect.toString()).isEqualTo(PLACE);
        }
    }

    @Test
    void autoIsTheStrategyUnlessSaidOtherwise() {
        assertThat(MariadbSettings.parse(PLACE).strategy()).isEqualTo(ServerDialect.Strategy.AUTO);
        assertThat(MariadbSettings.parse(PLACE + "?strategy=Optimistic").strategy())
                .isEqualTo(ServerDialect.Strategy.OPTIMISTIC);
    }

    @ParameterizedTest
    @CsvSource({
        "useAffectedRows=true, useAffectedRows, counts of rows",
        "useServerPrepStmts=true, useServerPrepStmts, one round trip",
        "rewriteBatchedStatements=true, rewriteBatchedStatements, of no use",
        "ALLOWMULTIQUERIES=false, ALLOWMULTIQUERIES, set by the store",
        "allowMultiQueries=false, allowMultiQueries, set by the store",
        "transactionIsolation=REPEATABLE-READ, transactionIsolation, set by the store",
        "sessionVariables=sql_mode='', sessionVariables, could undo",
        "initSql=SET sql_log_bin=0, initSql, could undo",
        "transactionReplay=true, transactionReplay, write again",
        "dumpQueriesOnException=true, dumpQueriesOnException, into messages",
        "strateg=auto, strateg, is not a parameter of this store",
        "strategy=brave, strategy, must be one of",
        "accept=everything, accept, must be one of",
        "user=a&user=b, user, more than once",
    })
    void parametersThatWouldBreakItOrThatNobodyKnowsAreRefused(String parameter, String name, String why) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> MariadbSettings.parse(PLACE + "?password=hush&" + parameter))
                .withMessageContaining(name)
                .withMessageContaining(why)
                .withMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mariadb:replication://a,b/money",
                "jdbc:mariadb:sequential://a/money",
                "jdbc:mariadb://a,b/money",
                "jdbc:mariadb://address=(host=a)(port=1)/money",
                "jdbc:mariadb://till:hush@a/money",
                "jdbc:mariadb://a:3306",
                "jdbc:mariadb://a:3306/",
                "jdbc:mariadb://a:3306/money/more",
                "jdbc:mariadb:"
            })
    void addressesThatAreNotOneDatabaseOfOneServerAreRefused(String url) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> MariadbSettings.parse(url))
                .withMessageNotContaining("hush");
    }
}
