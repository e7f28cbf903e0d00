package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.DryRunOfStep;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dry run of an operation on random keys, and the apply after it; one run per seed. */
class RedisDryRunRandomTest {
    private static final int SEEDS = 12;
    private static final int KEYS = 25;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class A_dry_run {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'redis.transform','key':{'from':'a:','to':'b:'},'existing':'replace','source':'delete','json':{'set':{'/v':2}}",
                    "'redis.transform','key':{'from':'a:','to':'b:'},'existing':'replace','ttl':'1h'",
                    "'redis.transform','key':{'from':'a:','to':'b:'},'existing':'skip','ttl':'none','otherwise':'carry','json':{'when':{'absent':'/n'},'set':{'/v':2}}",
                    "'redis.transform','key':{'from':'a:','to':'b:'},'json':{'set':{'/v':2}}",
                    "'redis.transform','key':{'from':'a:','to':'c:'},'malformed':'fail','json':{'set':{'/v':2}}",
                    "'redis.transform','key':{'from':'a:','to':'a:1'},'existing':'skip','source':'delete'",
                    "'redis.transform','key':{'from':'a:','to':'a:1'},'existing':'skip','json':{'set':{'/n':1}}",
                    "'redis.transform','key':{'from':'a:1','to':'a:'},'match':'a:1*','existing':'skip'",
                    "'redis.transform','json':{'set':{'/v':2}}",
                    "'redis.transform','json':{'set':{'/n':1}}",
                    "'redis.transform','json':{'when':{'equals':{'/n':1}},'set':{'/v':2}},'ttl':'1h'",
                    "'redis.transform','ttl':'none'",
                    "'redis.transform','ttl':'2h'",
                    "'redis.expire','set':'1h'",
                    "'redis.expire','cap':'1h'",
                    "'redis.expire','extend':'1h'",
                    "'redis.expire','remove':true"
                })
        void tells_what_the_apply_does_and_changes_nothing(String members) {
            String match = members.contains("'match'") ? "" : ",'match':'a:*'";
            RedisOperation operation = LockstepJson.plans()
                    .readValue("{'type':%s%s}".formatted(members, match).replace('\'', '"'), RedisOperation.class);
            for (int seed = 0; seed < SEEDS; seed++) {
                redis.call("FLUSHDB");
                Random random = new Random(seed);
                random.ints(KEYS).forEach(_key -> write(key(random), random));
                assertTellsWhatApplyDoes(operation, "seed %d of %s".formatted(seed, members));
            }
        }

        private void assertTellsWhatApplyDoes(StepOperation operation, String description) {
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                ContractMigration migration = ContractMigration.of(operation);
                worker.run(migration.preflight(1));
                String before = everything();
                DryRunOutcome outcome =
                        DryRunOfStep.outcomes(worker, migration.dryRun(2)).getFirst();
                assertThat(everything()).as(description).isEqualTo(before);
                Report applied = worker.run(migration.apply(3));
                assertThat(textOf(outcome)).as(description).isEqualTo(textOf(applied));
            }
        }
    }

    private String everything() {
        StringBuilder all = new StringBuilder(redis.digest());
        new TreeSet<>(redis.journalKeys()).forEach(key -> all.append(key).append(Arrays.toString(dumpOf(key))));
        return all.toString();
    }

    private byte[] dumpOf(String key) {
        return redis.call("DUMP", key) instanceof byte[] dump ? dump : new byte[0];
    }

    private static String textOf(DryRunOutcome outcome) {
        return switch (outcome) {
            case DryRunOutcome.Passed(var _, var result) -> "%d %s".formatted(result.units(), result.counts());
            case DryRunOutcome.Failed(var _, StepFailure failure) -> failure.code() + ": " + failure.message();
            case DryRunOutcome.NotTried(var _, String reason) -> reason;
        };
    }

    private static String textOf(Report report) {
        if (report instanceof Report.Failed failed) {
            return failed.failure().code() + ": " + failed.failure().message();
        }
        return report instanceof Report.Succeeded succeeded
                ? "%d %s"
                        .formatted(
                                succeeded.result().changed(), succeeded.result().counts())
                : report.toString();
    }

    private static byte[] key(Random random) {
        String name =
                (random.nextInt(3) > 0 ? "a:" : "b:") + (random.nextInt(4) == 0 ? "1" : "") + random.nextInt(KEYS);
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(8) == 0) {
            key[key.length - 1] = (byte) 0xff;
        }
        return key;
    }

    private void write(byte[] key, Random random) {
        redis.call(bytes("UNLINK"), key);
        switch (random.nextInt(10)) {
            case 0 -> redis.call(bytes("RPUSH"), key, bytes("x"));
            case 1 -> redis.call(bytes("HSET"), key, bytes("f"), bytes("1"));
            case 2 -> redis.call(bytes("SET"), key, bytes("not json"));
            case 3 -> redis.call(bytes("SET"), key, new byte[] {'"', (byte) 0xff, '"'});
            case 4 -> redis.call(bytes("SET"), key, bytes(""));
            case 5 -> redis.call(bytes("SET"), key, bytes("{\"n\":1,\"long\":\"%s\"}".formatted("x".repeat(5000))));
            default -> redis.call(bytes("SET"), key, bytes("{\"n\":%d}".formatted(random.nextInt(3))));
        }
        switch (random.nextInt(4)) {
            case 0 ->
                redis.call(bytes("PEXPIREAT"), key, bytes(Long.toString(UserStates.EXPIRES_AT + random.nextInt(9))));
            case 1 -> redis.call(bytes("EXPIRE"), key, bytes(Integer.toString(600 + random.nextInt(20_000))));
            default -> {}
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
