package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;

/** A dispatch whose command Kafka rejected permanently. */
public record ParkedDispatch(long rowId, MigrationId migration, StepId step, DispatchNumber dispatch, String reason) {}
