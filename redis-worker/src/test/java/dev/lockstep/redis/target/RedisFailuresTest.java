package dev.lockstep.redis.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.net.ConnectException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisFailuresTest {
    @Nested
    class An_error_of_the_server {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "LOADING Redis is loading the dataset in memory",
                    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                    "CLUSTERDOWN Hash slot not served",
                    "ERR max number of clients reached"
                })
        void is_unreachable_while_the_server_serves_no_commands(String message) {
            assertThat(RedisFailures.classify(error(message)))
                    .isInstanceOf(StepFailure.Unreachable.class)
                    .extracting(StepFailure::message)
                    .isEqualTo(message);
        }

        @ParameterizedTest
        @CsvSource({
            "BUSY,BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
            "UNKILLABLE,UNKILLABLE Sorry the script already executed write commands against the dataset.",
            "READONLY,READONLY You can't write against a read only replica.",
            "OOM,OOM command not allowed when used memory > 'maxmemory'.",
            "MISCONF,MISCONF Redis is configured to save RDB snapshots but is currently unable to persist on disk.",
            "NOREPLICAS,NOREPLICAS Not enough good replicas to write.",
            "NOSCRIPT,NOSCRIPT No matching script. Please use EVAL.",
            "UNBLOCKED,UNBLOCKED force unblock from blocking operation; instance state changed (master -> replica?)",
            "TRYAGAIN,TRYAGAIN Multiple keys request during rehashing of slot",
            "EXECABORT,EXECABORT Transaction discarded because of previous errors."
        })
        void is_transient_if_a_retry_may_succeed(String code, String message) {
            StepFailure failure = RedisFailures.classify(error(message));
            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.code()).isEqualTo(code);
        }

        @ParameterizedTest
        @CsvSource({
            "NOAUTH,NOAUTH Authentication required.",
            "WRONGPASS,WRONGPASS invalid username-password pair or user is disabled.",
            "DENIED,DENIED Redis is running in protected mode",
            "NOPROTO,NOPROTO unsupported protocol version"
        })
        void is_permanent_without_effect_if_the_connection_was_refused(String code, String message) {
            assertThat(RedisFailures.classify(error(message)))
                    .isEqualTo(new StepFailure.Permanent(code, message, Effect.NONE));
        }

        @ParameterizedTest
        @CsvSource({
            "NOPERM,NOPERM this user has no permissions to run the 'set' command or its subcommand",
            "WRONGTYPE,WRONGTYPE Operation against a key holding the wrong kind of value",
            "MOVED,MOVED 3999 127.0.0.1:6381",
            "ASK,ASK 3999 127.0.0.1:6381",
            "NOPERM,ERR Error running script (call to f_1a2b): @user_script:4: The user executing the script can't run this",
            "NOPERM,ERR ACL failure in script: User reader has no permissions to run the 'set' command",
            "CROSSSLOT,CROSSSLOT Keys in request don't hash to the same slot",
            "ERR,ERR unknown command `COPY`",
            "ERR,something without a code"
        })
        void is_permanent_if_a_retry_fails_as_well(String code, String message) {
            assertThat(RedisFailures.classify(error(message)))
                    .isEqualTo(new StepFailure.Permanent(code, message, Effect.PARTIAL));
        }

        @Test
        void about_an_unknown_command_is_shown_without_its_arguments() {
            assertThat(RedisFailures.classify(error("ERR unknown command `COPY`, with args beginning with: `a`, `b`"))
                            .message())
                    .isEqualTo("ERR unknown command `COPY`");
        }

        @ParameterizedTest
        @CsvSource({
            "OOM,ERR Error running script (call to f_1a2b): @user_script:9: @user_script: 9: -OOM command not allowed",
            "READONLY,ERR Error running script (call to f_1a2b): @user_script:3: -READONLY You can't write",
            "OOM,OOM command not allowed when used memory > 'maxmemory'. script: 1a2b; on @user_script:9."
        })
        void has_the_same_code_inside_a_script(String code, String message) {
            StepFailure failure = RedisFailures.classify(error(message));
            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.code()).isEqualTo(code);
        }

        @Test
        void is_found_among_the_causes_of_a_connection_failure() {
            RuntimeException thrown = new RedisConnectionException(
                    "Unable to connect",
                    new RedisCommandExecutionException("WRONGPASS invalid username-password pair"));
            assertThat(RedisFailures.classify(thrown).code()).isEqualTo("WRONGPASS");
        }

        private static RuntimeException error(String message) {
            return new RedisCommandExecutionException(message);
        }
    }

    @Nested
    class An_unreachable_server {
        @Test
        void is_reported_with_the_reason() {
            RuntimeException thrown =
                    new RedisConnectionException("Unable to connect to there", new ConnectException("refused"));
            assertThat(RedisFailures.classify(thrown))
                    .isEqualTo(new StepFailure.Unreachable("connection", "Unable to connect to there: refused"));
        }

        @Test
        void is_reported_when_a_connection_is_lost() {
            assertThat(RedisFailures.classify(new RedisException("Connection is closed")))
                    .isEqualTo(new StepFailure.Unreachable("connection", "Connection is closed"));
        }

        @Test
        void is_reported_when_a_reply_times_out() {
            assertThat(RedisFailures.classify(new RedisCommandTimeoutException("no answer")))
                    .isEqualTo(new StepFailure.Unreachable("timeout", "no answer"));
        }
    }

    @Nested
    class Any_other_exception {
        @Test
        void is_permanent_and_is_reported_with_its_class() {
            assertThat(RedisFailures.classify(new IllegalStateException("a bug")))
                    .isEqualTo(new StepFailure.Permanent(
                            "worker-error", "java.lang.IllegalStateException: a bug", Effect.PARTIAL));
        }
    }
}
