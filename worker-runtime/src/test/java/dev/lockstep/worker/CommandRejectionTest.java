package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CommandRejectionTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);

    private static List<Report> run(ConnectedTarget target, Command command) {
        try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
            worker.run(command);
            return worker.reports();
        }
    }

    private static Command.Apply applyWith(Command template, UnaryOperator<CommandHeader> change) {
        return new Command.Apply(change.apply(template.header()), template.step());
    }

    private static CommandHeader headerLike(
            CommandHeader header, TargetIdentity identity, Checksum checksum, int protocol) {
        return new CommandHeader(
                protocol,
                header.messageId(),
                header.migration(),
                header.step(),
                header.target(),
                identity,
                header.dispatch(),
                checksum,
                header.plan(),
                header.lease(),
                header.startedAt(),
                header.requester(),
                null);
    }

    @Nested
    class A_command_is_rejected {
        private final ScriptedTarget target = new ScriptedTarget(_ -> {
            throw new AssertionError("a rejected command must not run");
        });
        private final TargetIdentity identity = target.journal().identity();
        private final Command valid = migration.apply(1);

        private void assertRejected(Command command, String reason) {
            assertThat(run(target, command))
                    .singleElement()
                    .isInstanceOfSatisfying(Report.Rejected.class, rejected -> assertThat(rejected.reason())
                            .contains(reason));
            assertThat(target.journal().read(migration.key())).isEqualTo(JournalEntry.EMPTY);
        }

        @Test
        void when_it_is_bound_to_another_database() {
            TargetIdentity other = new TargetIdentity(UUID.randomUUID());
            assertRejected(
                    applyWith(valid, header -> headerLike(header, other, header.checksum(), header.protocol())),
                    other.toString());
        }

        @Test
        void when_its_step_has_another_checksum() {
            Checksum other = new Checksum("a".repeat(64));
            assertRejected(
                    applyWith(valid, header -> headerLike(header, identity, other, header.protocol())), "checksum");
        }

        @Test
        void when_it_has_another_protocol_version() {
            assertRejected(
                    applyWith(valid, header -> headerLike(header, identity, header.checksum(), 2)), "protocol 2");
        }

        @Test
        void when_its_operation_is_for_another_kind_of_store() {
            assertRejected(
                    ContractMigration.of(new PostgresSql("1", "SELECT 1", "SELECT 1"))
                            .apply(1),
                    "postgres.sql");
        }

        @Test
        void when_the_steps_of_header_and_body_differ() {
            Step other = Step.of("other", "contract-target", InMemoryIncrement.OPERATION);
            assertRejected(new Command.Apply(valid.header(), other), "step contract-step");
        }

        @Test
        void when_the_targets_of_header_and_body_differ() {
            Step other = Step.of("contract-step", "other-target", InMemoryIncrement.OPERATION);
            assertRejected(new Command.Apply(valid.header(), other), "target contract-target");
        }
    }
}
