package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import java.util.List;
import java.util.stream.Stream;

/** The dispatches that a step of a completed and then rolled back migration gets, in their order. */
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
