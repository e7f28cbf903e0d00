package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import java.util.List;
import java.util.stream.Stream;

/** The dispatches of one step, in order, in a migration that completes and is then rolled back. */
enum ContractStage {
    APPLY,
    FINISH,
    COMPENSATE;

    static List<ContractStage> of(StepOperation operation) {
        return Stream.of(values())
                .filter(stage -> stage != FINISH || operation.needsFinish())
                .toList();
    }

    Command command(ContractMigration migration, long dispatch) {
        return switch (this) {
            case APPLY -> migration.apply(dispatch);
            case FINISH -> migration.finish(dispatch);
            case COMPENSATE -> migration.compensate(dispatch);
        };
    }
}
