package dev.lockstep.redis.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetBackups;
import dev.lockstep.worker.backup.BackupRun;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class LargeBackupTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    /** A target whose restores hold few names in memory. */
    private record FewNames(ConnectedTarget target, TargetBackups backups) implements DelegatingTarget {
        @Override
        public Masking masking() {
            return target.masking();
        }
    }

    @Nested
    class A_restore_of_more_keys_than_names_in_memory {
        @Test
        void removes_exactly_the_keys_that_the_backup_does_not_have() {
            RedisClients clients = new RedisClients(new DefaultSslBundleRegistry());
            try (TestRedis redis = TestRedis.fresh();
                    RedisConnections connections =
                            new RedisConnections(clients.get(), redis.settings(50), Duration.ofSeconds(5), 0);
                    BackupRun run = new BackupRun(
                            new FewNames(
                                    redis.connect(),
                                    new RedisBackups(connections, new UnitLimits(50, 1000, 10_000), 100)),
                            directory,
                            Transforms.move("'existing':'skip'"))) {
                redis.seedObjects(1000);
                for (int key = 0; key < 500; key++) {
                    redis.call("SET", "b:" + key, "old");
                }
                String before = redis.digest();
                run.backUp();
                run.applyAndFinish();

                assertThat(run.restore().removed()).isEqualTo(500);
                assertThat(redis.digest()).isEqualTo(before);
            } finally {
                clients.close();
            }
        }
    }
}
