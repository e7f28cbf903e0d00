package dev.lockstep.coordinator.orchestration;

import java.util.List;
import org.springframework.dao.OptimisticLockingFailureException;

/** Another transaction has appended to the journal, so the command must be decided again on the new state. */
public final class StaleVersionException extends OptimisticLockingFailureException {
    StaleVersionException(List<VersionedState> read) {
        super("one of these migrations has another version by now: %s"
                .formatted(read.stream()
                        .map(state -> "%s at version %d".formatted(state.migration(), state.version()))
                        .toList()));
    }
}
