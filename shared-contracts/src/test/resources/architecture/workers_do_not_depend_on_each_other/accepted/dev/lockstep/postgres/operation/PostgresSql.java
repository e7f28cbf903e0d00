package dev.lockstep.postgres.operation;

import dev.lockstep.worker.StepRunner;

class PostgresSql {
    StepRunner runner = new StepRunner();
}
