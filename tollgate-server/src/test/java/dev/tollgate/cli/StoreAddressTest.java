package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreAddressTest {

    @ParameterizedTest
    @CsvSource({
        "sqlite:tollgate.db?accept=synchronous, sqlite:tollgate.db?accept=synchronous",
        "jdbc:postgresql://db:5432/pay?user=u&password=s3cret&accept=fsync,"
                + " jdbc:postgresql://db:5432/pay?user=u&password=***&accept=fsync",
        "jdbc:mariadb://db/pay?trustStorePassword=x&PASSWORD=a;b, jdbc:mariadb://db/pay?trustStorePassword=***&PASSWORD=***;b",
        "jdbc:postgresql://u:s3cret@db/pay, jdbc:postgresql://u:***@db/pay",
        "redis://:p@ss/word:1@host:6379/2?prefix=a, redis://:***@host:6379/2?prefix=a",
        "redis://user:s3cret@a:1?cluster=true, redis://user:***@a:1?cluster=true",
        "redis://host:6379, redis://host:6379"
    })
    void passwordsAreNotShown(String url, String shown) {
        assertThat(StoreAddress.shown(url)).isEqualTo(shown);
    }
}
