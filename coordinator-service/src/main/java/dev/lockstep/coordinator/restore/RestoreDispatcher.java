package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.dispatch.JdbcBackups.StoredBackup;
import dev.lockstep.coordinator.unawaited.RequestSender;
import dev.lockstep.coordinator.unawaited.StoredRequest;

/**
 * Sends the commands of restores. A worker that still restores drops the repetition, and another one compares before it
 * writes.
 */
final class RestoreDispatcher {
    private final JdbcBackups backups;
    private final JdbcRestores restores;
    private final RequestSender sender;

    RestoreDispatcher(JdbcBackups backups, JdbcRestores restores, RequestSender sender) {
        this.backups = backups;
        this.restores = restores;
        this.sender = sender;
    }

    /** Stores a restore, and sends its command for the first time. */
    void sendFirst(MigrationId migration, int number, RestoreRequest.Checked request, Actor actor) {
        send(restores.insert(migration, number, request, actor, sender.reserveDispatch()));
    }

    void send(StoredRequest<Restore> stored) {
        Restore restore = stored.request();
        StoredBackup backup = backups.find(stored.migration(), restore.target()).orElseThrow();
        sender.send(
                restores.requests(),
                stored,
                (commands, data) -> commands.restore(
                        data,
                        backup.step(),
                        stored.dispatch(),
                        backup.result().digest(),
                        restore.dryRun(),
                        restore.actor()));
    }
}
