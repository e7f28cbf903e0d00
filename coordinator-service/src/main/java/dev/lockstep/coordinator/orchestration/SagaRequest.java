package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A command to the saga of one migration.
 *
 * @param expectedVersion the version that the migration must have; empty for any
 * @param command builds the command once the migration is locked
 */
public record SagaRequest(
        MigrationId migration,
        OptionalLong expectedVersion,
        Requester requester,
        Function<CommandContext, SagaCommand> command) {
    /** A command for any version of the migration. */
    public static SagaRequest of(
            MigrationId migration, Requester requester, Function<CommandContext, SagaCommand> command) {
        return new SagaRequest(migration, OptionalLong.empty(), requester, command);
    }
}
