package dev.lockstep.worker.backup;

import dev.lockstep.worker.ExceptionText;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes again and again that a backup is being read, until it is closed. A restore can take longer than the backup is
 * kept, and any worker may delete what has expired.
 */
final class ReadMark implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(ReadMark.class);

    private final BackupStorage storage;
    private final BackupPath folder;
    private final Clock clock;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("backup-read-mark").factory());

    ReadMark(BackupStorage storage, BackupPath folder, Clock clock, Duration interval) {
        this.storage = storage;
        this.folder = folder;
        this.clock = clock;
        write();
        Future<?> _ = scheduler.scheduleWithFixedDelay(
                this::write, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A restore also works on a storage that cannot be written to. */
    private void write() {
        try {
            storage.markRead(folder, clock.instant());
        } catch (IOException thrown) {
            LOG.atWarn()
                    .addKeyValue("backup", folder)
                    .addKeyValue("reason", ExceptionText.of(thrown))
                    .log("a backup that is being restored is not marked; if it expires, it can be deleted meanwhile");
        }
    }

    @Override
    public void close() {
        scheduler.shutdown();
    }
}
