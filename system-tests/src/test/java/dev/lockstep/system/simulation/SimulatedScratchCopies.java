package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.Sha256;
import dev.lockstep.worker.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** Copies all units of a store into another one, in which the production runner rehearses. */
record SimulatedScratchCopies(SimulatedStoreConnection connection) implements ScratchCopies {
    @Override
    public ScratchCopy create(ScratchRequest request, StepContext context) {
        for (Step step : request.steps()) {
            connection.callStore();
            if (connection.failures().isInjected(FailurePoint.REHEARSAL, step.id())) {
                throw OperationFailed.withoutEffect("injected", "the copy has no room");
            }
        }
        SimulatedStore original = connection.store();
        SimulatedStore copy = new SimulatedStore(original.name(), original.kind(), new UnitChanges());
        original.units().forEach(copy::setInitialValue);
        context.progress(new Progress(copy.units().size(), null));
        return new Copy(
                connection.toCopy(copy),
                new ScratchCopy.Contents("copy", copy.units().size(), true, List.of()));
    }

    @Override
    public int deleteAbandoned() {
        connection.callStore();
        return 0;
    }

    private record Copy(SimulatedStoreConnection connection, Contents contents) implements ScratchCopy {
        @Override
        public ConnectedTarget target() {
            return connection;
        }

        @Override
        public ContentDigests digests(StepContext context) {
            connection.callStore();
            TreeMap<String, Digest> parts = new TreeMap<>();
            connection
                    .store()
                    .units()
                    .forEach((unit, value) ->
                            parts.put(unit, Sha256.of(String.valueOf(value).getBytes(StandardCharsets.UTF_8))));
            return new ContentDigests(parts);
        }

        @Override
        public void close() {}
    }
}
