package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.redis.fixture.DryRunOfStep;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisDryRunEstimatesTest {
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private static RedisTransform inPlace(String members) {
        return Transforms.of("{'type':'redis.transform','match':'a:*',%s}".formatted(members));
    }

    private DryRunResult resultOf(RedisOperation operation) {
        try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
            return DryRunOfStep.result(worker, operation);
        }
    }

    @Nested
    class The_estimated_journal {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "40 | 'json':{'set':{'/v':2}}",
                    "2000 | 'json':{'set':{'/v':2}}",
                    "2000 | 'ttl':'1h'",
                    "40 | 'key':{'from':'a:','to':'b:'}",
                    "2000 | 'key':{'from':'a:','to':'b:'},'existing':'replace'",
                    "2000 | 'key':{'from':'a:','to':'b:'},'existing':'skip','json':{'when':{'absent':'/n'},'set':{'/v':2}}"
                })
        void is_at_least_0_7_and_at_most_1_5_times_the_memory_of_the_journal(int keys, String members) {
            redis.callAll(IntStream.range(0, keys)
                    .boxed()
                    .flatMap(key -> List.of(
                            new String[] {"SET", "a:" + key, "{\"n\":\"%s\"}".formatted("x".repeat(key % 300))},
                            new String[] {"EXPIRE", "a:" + key, "5000"},
                            new String[] {"SET", "b:" + (key % 7) * key, "old"})
                            .stream())
                    .toList());
            redis.call("SET", "a:large", "{\"n\":\"%s\"}".formatted("x".repeat(30_000)));
            try (ContractWorker worker = new ContractWorker(redis.connect(Map.of()), TargetKind.REDIS)) {
                RedisTransform operation =
                        inPlace(members.contains("existing") ? members : members + ",'existing':'skip'");
                long estimated = DryRunOfStep.result(worker, operation).journalBytes();
                ContractMigration migration = ContractMigration.of(operation);
                worker.run(migration.apply(1));
                long memory = redis.journalKeys().stream()
                        .filter(key -> key.startsWith("lockstep:" + migration.key()))
                        .mapToLong(key -> redis.number("MEMORY", "USAGE", key, "SAMPLES", "0"))
                        .sum();
                assertThat(estimated).isBetween(memory * 7 / 10, memory * 15 / 10);
            }
        }
    }

    @Nested
    class The_findings {
        @Test
        void count_the_matching_keys_by_type_and_expiry_and_estimate_their_memory() {
            redis.call("SET", "a:1", "{}", "EX", "60");
            redis.call("SET", "a:2", "not JSON", "EX", "7200");
            redis.call("SET", "a:3", "{}", "EX", "200000");
            redis.call("HSET", "a:4", "f", "1");
            redis.call("SET", "other", "{}");
            long memory = List.of("a:1", "a:2", "a:3", "a:4").stream()
                    .mapToLong(key -> redis.number("MEMORY", "USAGE", key))
                    .sum();
            assertThat(resultOf(Transforms.move()).findings())
                    .isEqualTo(new DryRunFindings.Redis(
                            Map.of("string", 3L, "hash", 1L),
                            Map.of("under-1h", 1L, "under-1d", 1L, "over-1d", 1L, "none", 1L),
                            memory));
        }

        @Test
        void are_empty_if_no_key_matches() {
            DryRunResult result = resultOf(Transforms.move());
            assertThat(result.units()).isZero();
            assertThat(result.journalBytes()).isZero();
            assertThat(result.findings()).isEqualTo(new DryRunFindings.Redis(Map.of(), Map.of(), 0));
        }
    }

    @Nested
    class An_operation {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "true | 'match':'a:*' | 'match':'a:1*'",
                    "false | 'match':'a:*' | 'match':'b:*'",
                    "true | 'match':'b:*' | 'match':'a:*','key':{'from':'a:','to':'b:'}",
                    "false | 'match':'a:*' | 'match':'a:*','key':{'from':'a:','to':'b:'}",
                    "true | 'match':'c:*','key':{'from':'c:','to':'b:'} | 'match':'a:*','key':{'from':'a:','to':'b:'}",
                    "false | 'match':'b:2*' | 'match':'a:1*','key':{'from':'a:','to':'b:'}",
                    "true | 'match':'*' | 'match':'a:*'"
                })
        void may_build_on_an_earlier_one_that_writes_its_keys(boolean expected, String members, String earlier) {
            assertThat(RedisDryRuns.mayBuildOn(transform(members), transform(earlier)))
                    .isEqualTo(expected);
        }

        private static RedisTransform transform(String members) {
            return Transforms.of("{'type':'redis.transform','ttl':'1h',%s}".formatted(members));
        }
    }
}
