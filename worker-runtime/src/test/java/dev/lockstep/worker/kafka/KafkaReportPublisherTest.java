package dev.lockstep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.ReportEnvelope;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KafkaReportPublisherTest {
    private static final int MESSAGE_LIMIT = Topics.MAX_MESSAGE_BYTES;

    private final ReportHeader header = new ReportEnvelope("worker", UUID::randomUUID)
            .headerFor(
                    ContractMigration.of(InMemoryIncrement.OPERATION).apply(1).header(), null);

    private Report sent(String note) {
        StepResult result = new StepResult(1, null, List.of(new UnitNote("unit", note)), null);
        return sent(new Report.Succeeded(header, result));
    }

    private Report sent(Report report) {
        byte[] message = KafkaReportPublisher.serialize(report);
        assertThat(message).hasSizeLessThan(MESSAGE_LIMIT);
        return LockstepJson.messages().readValue(message, Report.class);
    }

    private static void assertNotSendable(Report report, Effect effect) {
        assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                    assertThat(failure.code()).isEqualTo("report-not-sendable");
                    assertThat(failure.effect()).isEqualTo(effect);
                }));
    }

    @Nested
    class A_report {
        @Test
        void that_kafka_would_refuse_for_its_size_becomes_a_failure() {
            assertNotSendable(sent("x".repeat(2 * MESSAGE_LIMIT)), Effect.PARTIAL);
        }

        @Test
        void of_a_dry_run_that_kafka_would_refuse_becomes_a_failure_without_effect() {
            DryRunOutcome outcome = new DryRunOutcome.NotTried(header.step(), "x".repeat(2 * MESSAGE_LIMIT));
            assertNotSendable(sent(new Report.DryRun(header, List.of(outcome))), Effect.NONE);
        }

        @Test
        void that_can_be_sent_is_unchanged() {
            assertThat(sent("😀")).isInstanceOf(Report.Succeeded.class);
        }
    }
}
