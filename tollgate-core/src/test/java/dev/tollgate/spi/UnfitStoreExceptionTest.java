package dev.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.spi.Finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfitStoreExceptionTest {

    @Test
    void offersToAcceptOnlyWhatCanBeAccepted() {
        UnfitStoreException e = new UnfitStoreException(List.of(
                new Finding("fsync", Severity.UNFIT, "fsync=off", "set fsync=on"),
                new Finding("encoding", Severity.REFUSED, "LATIN1", "make the database with UTF8")));
        assertThat(e.getMessage().lines())
                .containsExactly(
                        "fsync: fsync=off; mend: set fsync=on; or accept it with accept=fsync",
                        "encoding: LATIN1; mend: make the database with UTF8");
    }
}
