package dev.lockstep.redis.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class RedisTargetConnectorTest {
    private final RedisTargetConnector connector = new RedisTargetConnector(new DefaultSslBundleRegistry());

    @AfterEach
    void close() {
        connector.close();
    }

    private static TargetSettings settings(String url, Map<String, String> options) {
        return new TargetSettings(new TargetName("main-redis"), url, null, null, options);
    }

    @Nested
    class A_url {
        @ParameterizedTest
        @CsvSource({"redis://127.0.0.1:1,true", "rediss://127.0.0.1:1,true", "mongodb://127.0.0.1:1/db,false"})
        void is_accepted_by_its_scheme(String url, boolean accepted) {
            assertThat(connector.accepts(settings(url, Map.of()))).isEqualTo(accepted);
        }
    }

    @Nested
    class A_malformed_url {
        @ParameterizedTest
        @ValueSource(strings = {"redis://:se@cret@host:\\x", "redis://:secret^@host"})
        void is_refused_without_its_password(String url) {
            assertThatThrownBy(() -> connector.connect(settings(url, Map.of())))
                    .hasMessageContaining("the url of target main-redis is not a Redis URL")
                    .hasNoCause()
                    .hasMessageNotContaining("cret");
        }
    }

    @Nested
    class A_malformed_url_for_rehearsals {
        @Test
        void is_refused_without_its_password() {
            Map<String, String> options = Map.of("rehearsal-url", "redis://:secret^@host");
            assertThatThrownBy(() -> connector.connect(settings("redis://127.0.0.1:1", options)))
                    .hasMessageContaining("the rehearsal-url of target main-redis is not a Redis URL")
                    .hasNoCause()
                    .hasMessageNotContaining("cret");
        }
    }

    @Nested
    class An_option {
        @Test
        void is_read_without_contacting_the_server() {
            Map<String, String> options = Map.of("batch-size", "10000", "command-timeout", "100ms");
            try (ConnectedTarget target = connector.connect(settings("redis://127.0.0.1:1", options))) {
                assertThat(target.executors()).hasSize(2);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "batch-size,0,expected a whole number from 1 to 10000",
            "batch-size,many,expected a whole number from 1 to 10000",
            "rehearsal-database,last,expected a whole number from 0 to 1000000",
            "command-timeout,99ms,expected a duration of at least 100ms",
            "command-timeout,soon,expected a duration of at least 100ms"
        })
        void with_an_invalid_value_is_refused(String option, String value, String expected) {
            assertThatThrownBy(() -> connector.connect(settings("redis://127.0.0.1:1", Map.of(option, value))))
                    .hasMessageContaining(
                            "option %s of target main-redis is \"%s\"; %s".formatted(option, value, expected));
        }

        @Test
        void that_is_unknown_is_refused() {
            assertThatThrownBy(() -> connector.connect(settings("redis://127.0.0.1:1", Map.of("batchsize", "5"))))
                    .hasMessage(
                            "target main-redis has the unknown option batchsize;"
                                    + " expected one of [batch-size, command-timeout, confirm-replicas, mask-keys, max-members, max-value-bytes, rehearsal-database, rehearsal-url, ssl-bundle,"
                                    + " throttle-interval, throttle-latency, throttle-limit, throttle-memory, throttle-replica-backlog, throttle-replica-lag, throttle-saving]");
        }
    }
}
