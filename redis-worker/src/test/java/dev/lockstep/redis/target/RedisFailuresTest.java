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
    class What_the_server_says {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "LOADING Redis is loading the dataset in memory",
                    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                    "CLUSTERDOWN Hash slot not served",
                    "ERR max number of clients reached"
                })
        void while_it_cannot_serve_is_waited_for(String words) {
            assertThat(RedisFailures.classify(refusal(words)))
                    .isInstanceOf(StepFailure.Unreachable.class)
                    .extracting(StepFailure::message)
                    .isEqualTo(words);
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
        void that_may_pass_is_transient(String code, String words) {
            StepFailure failure = RedisFailures.classify(refusal(words));
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
        void before_anything_was_done_is_permanent_without_effect(String code, String words) {
            assertThat(RedisFailures.classify(refusal(words)))
                    .isEqualTo(new StepFailure.Permanent(code, words, Effect.NONE));
        }

        @ParameterizedTest
        @CsvSource({
            "NOPERM,NOPERM this user has no permissions to run the 'set' command or its subcommand",
            "WRONGTYPE,WRONGTYPE Operation against a key holding the wrong kind of value",
            "MOVED,MOVED 3999 127.0.0.1:6381",
            "ASK,ASK 3999 127.0.0.1:6381",
            "NOPERM,ERR Error running script (call to f_1a2b): @user_script:4: The user executing the script can't run this",
            "CROSSSLOT,CROSSSLOT Keys in request don't hash to the same slot",
            "ERR,ERR unknown command `COPY`",
            "ERR,something without a code"
        })
        void that_will_not_change_is_permanent(String code, String words) {
            assertThat(RedisFailures.classify(refusal(words)))
                    .isEqualTo(new StepFailure.Permanent(code, words, Effect.PARTIAL));
        }

        @ParameterizedTest
        @CsvSource({
            "OOM,ERR Error running script (call to f_1a2b): @user_script:9: @user_script: 9: -OOM command not allowed",
            "READONLY,ERR Error running script (call to f_1a2b): @user_script:3: -READONLY You can't write",
            "OOM,OOM command not allowed when used memory > 'maxmemory'. script: 1a2b; on @user_script:9."
        })
        void inside_a_script_means_the_same(String code, String words) {
            StepFailure failure = RedisFailures.classify(refusal(words));
            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.code()).isEqualTo(code);
        }

        @Test
        void on_connecting_is_found_under_the_drivers_own_words() {
            RuntimeException thrown = new RedisConnectionException(
                    "Unable to connect",
                    new RedisCommandExecutionException("WRONGPASS invalid username-password pair"));
            assertThat(RedisFailures.classify(thrown).code()).isEqualTo("WRONGPASS");
        }

        private static RuntimeException refusal(String words) {
            return new RedisCommandExecutionException(words);
        }
    }

    @Nested
    class A_server_that_is_away {
        @Test
        void is_unreachable_with_the_reason() {
            RuntimeException thrown =
                    new RedisConnectionException("Unable to connect to there", new ConnectException("refused"));
            assertThat(RedisFailures.classify(thrown))
                    .isEqualTo(new StepFailure.Unreachable("connection", "Unable to connect to there: refused"));
        }

        @Test
        void in_the_middle_of_it_all_is_unreachable() {
            assertThat(RedisFailures.classify(new RedisException("Connection is closed")))
                    .isEqualTo(new StepFailure.Unreachable("connection", "Connection is closed"));
        }

        @Test
        void without_a_word_is_unreachable() {
            assertThat(RedisFailures.classify(new RedisCommandTimeoutException("no answer")))
                    .isEqualTo(new StepFailure.Unreachable("timeout", "no answer"));
        }
    }

    @Nested
    class A_mistake_of_ours {
        @Test
        void is_permanent_and_says_what_it_was() {
            assertThat(RedisFailures.classify(new IllegalStateException("what?")))
                    .isEqualTo(new StepFailure.Permanent(
                            "worker-error", "java.lang.IllegalStateException: what?", Effect.PARTIAL));
        }
    }
}
