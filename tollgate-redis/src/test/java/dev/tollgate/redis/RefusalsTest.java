package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'.",
                "READONLY You can't write against a read only replica.",
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
                "NOAUTH Authentication required.",
                "WRONGPASS invalid username-password pair or user is disabled.",
                "NOPERM this user has no permissions to run the 'evalsha' command",
                "CLUSTERDOWN The cluster is down",
                "MOVED 3999 127.0.0.1:6381",
                "ASK 3999 127.0.0.1:6381",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "CROSSSLOT Keys in request don't hash to the same slot",
                "NOSCRIPT No matching script. Please use EVAL.",
                "MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.",
                "NOREPLICAS Not enough good replicas to write.",
                "EXECABORT Transaction discarded because of previous errors.",
                "ERR Error running script (call to f_1): @user_script:1: Script killed by user with SCRIPT KILL..."
            })
    void whatAServerSaysInsteadOfRunningACommandIsCertain(String message) {
        assertThat(Refusals.isCertain(message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR Error running script (call to f_1): @user_script:1: attempt to index a nil value",
                "ERR something nobody has heard of",
                "",
                "OOMPH"
            })
    void anythingElseIsNot(String message) {
        assertThat(Refusals.isCertain(message)).isFalse();
    }
}
