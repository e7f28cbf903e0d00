package dev.lockstep.redis.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.backup.BackupRun;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup of random keys of every type, the migration, and the restore; one run per seed. */
class RedisRestoreTest {
    private static final int SEEDS = 8;
    private final TestRedis redis = TestRedis.fresh();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class A_restore {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'redis.transform','key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete','json':{'set':{'/v':2}}",
                    "'redis.transform','key':{'from':'a:','to':'b:'},'existing':'replace','ttl':'1h'",
                    "'redis.transform','key':{'from':'a:','to':'b:'},'existing':'skip','ttl':'none'",
                    "'redis.transform','key':{'from':'a:','to':'b:'},'json':{'set':{'/v':2}}",
                    "'redis.transform','key':{'from':'a:','to':'c:'}",
                    "'redis.transform','key':{'from':'a:','to':'a:1'},'existing':'skip','source':'delete'",
                    "'redis.transform','key':{'from':'a:1','to':'a:'},'match':'a:1*','existing':'skip'",
                    "'redis.transform','json':{'set':{'/v':2}},'ttl':'1h'",
                    "'redis.transform','json':{'set':{'/v':2}}",
                    "'redis.transform','ttl':'2h'",
                    "'redis.expire','set':'1h'",
                    "'redis.expire','cap':'1h'",
                    "'redis.expire','extend':'1h'",
                    "'redis.expire','remove':true"
                })
        void puts_every_key_back_whatever_the_migration_did(String members) {
            String match = members.contains("'match'") ? "" : ",'match':'a:*'";
            RedisOperation operation = LockstepJson.plans()
                    .readValue("{'type':%s%s}".formatted(members, match).replace('\'', '"'), RedisOperation.class);
            for (int seed = 0; seed < SEEDS; seed++) {
                redis.call("FLUSHDB");
                new RandomKeys(redis, seed).write();
                assertRestores(operation, "seed %d of %s".formatted(seed, members));
            }
        }

        private void assertRestores(RedisOperation operation, String description) {
            try (BackupRun run = new BackupRun(redis.connect(), directory, operation)) {
                String before = redis.digest();
                run.backUp();
                run.applyAndFinish();
                String migrated = redis.digest();
                String journal = RandomKeys.journal(redis);

                RestoreResult expected = run.restoreDryRun();
                assertThat(redis.digest()).as(description).isEqualTo(migrated);

                RestoreResult result = run.restore();
                assertThat(redis.digest()).as(description).isEqualTo(before);
                assertThat(RandomKeys.journal(redis)).as(description).isEqualTo(journal);
                assertThat(result.laterWrites()).as(description).isZero();
                assertThat(textOf(result)).as(description).isEqualTo(textOf(expected));

                RestoreResult again = run.restore();
                assertThat(again.equal())
                        .as(description)
                        .isEqualTo(result.equal() + result.recreated() + result.replaced());
                assertThat(again.replaced() + again.recreated() + again.removed())
                        .as(description)
                        .isZero();
            }
        }

        private String textOf(RestoreResult result) {
            return "%d %d %d %d %s"
                    .formatted(
                            result.equal(), result.recreated(), result.replaced(), result.removed(), result.counts());
        }
    }
}
