package dev.lockstep.redis.unit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.redis.connection.ServerInfo;
import dev.lockstep.worker.OperationFailed;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerRequirementsTest {
    private static final Map<String, String> SUPPORTED =
            Map.of("redis_version", "6.2.11", "role", "master", "maxmemory_policy", "noeviction");

    @Nested
    class A_server {
        @ParameterizedTest
        @CsvSource({
            "redis_version,6.0.16,unsupported-version",
            "role,slave,read-only-replica",
            "cluster_enabled,1,cluster-mode",
            "maxmemory_policy,allkeys-lru,eviction-policy",
            "maxmemory_policy,allkeys-random,eviction-policy"
        })
        void is_refused_for_one_field(String field, String value, String code) {
            Map<String, String> fields = new HashMap<>(SUPPORTED);
            fields.put(field, value);
            assertThatThrownBy(() -> ServerRequirements.check(new ServerInfo(fields)))
                    .isInstanceOf(OperationFailed.class)
                    .extracting(thrown -> ((OperationFailed) thrown).failure().code())
                    .isEqualTo(code);
        }

        @Test
        void that_never_forces_its_append_only_file_to_disk_is_refused() {
            assertThatThrownBy(() -> ServerRequirements.checkSync("no"))
                    .isInstanceOf(OperationFailed.class)
                    .extracting(thrown -> ((OperationFailed) thrown).failure().code())
                    .isEqualTo("append-only-file-not-synced");
            assertThatCode(() -> {
                        ServerRequirements.checkSync("everysec");
                        ServerRequirements.checkSync("");
                    })
                    .doesNotThrowAnyException();
        }

        @Test
        void that_meets_all_requirements_passes() {
            assertThatCode(() -> ServerRequirements.check(new ServerInfo(SUPPORTED)))
                    .doesNotThrowAnyException();
        }
    }
}
