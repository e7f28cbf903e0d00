package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.RequestRefused;
import java.util.function.Function;

/**
 * Performs an operator action on the state that was read first. If the migration only got further in the same state, the
 * action is requested again for its new version.
 */
final class OperatorAction {

    private static final int VERSION_MISMATCH = 412;
    private static final int MAX_ATTEMPTS = 5;

    private OperatorAction() {}

    /**
     * Requests an action.
     *
     * @param request requests it for the state that was read
     */
    static <T> T attempt(CoordinatorClient coordinator, String id, Function<MigrationView, T> request) {
        MigrationView read = coordinator.migration(id);
        MigrationView latest = read;
        for (int attempt = 1; ; attempt++) {
            try {
                return request.apply(latest);
            } catch (RequestRefused e) {
                if (e.status() != VERSION_MISMATCH || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
            latest = coordinator.migration(id);
            checkUnchanged(read, latest);
        }
    }

    private static void checkUnchanged(MigrationView read, MigrationView latest) {
        if (!latest.state().equals(read.state()) || latest.round() != read.round()) {
            throw new IllegalStateException(
                    "the migration was %s in round %d and is now %s in round %d, so the action was not performed; see ./lockstep status %s"
                            .formatted(read.state(), read.round(), latest.state(), latest.round(), read.id()));
        }
    }
}
