package dev.lockstep.worker.backup;

import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.target.ServedTarget;
import dev.lockstep.worker.target.ServedTargets;
import dev.lockstep.worker.tool.StoreTools;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans for backups. Without a directory or bucket for them, commands that need one are refused. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BackupSettings.class)
public class BackupConfiguration {
    @Bean
    BackupStore backupStore(BackupSettings settings) {
        return storeOf(settings, Clock.systemUTC());
    }

    @Bean
    SmartLifecycle backupSchedule(BackupSettings settings, ServedTargets targets) {
        return new BackupSchedule(
                settings.hasStorage()
                        ? new ExpiredBackups(
                                storageOf(settings),
                                targets.all().stream().map(ServedTarget::name).toList(),
                                Clock.systemUTC())::deleteDue
                        : () -> {});
    }

    /** Creates the store of these settings, outside of Spring. */
    public static BackupStore storeOf(BackupSettings settings, Clock clock) {
        return settings.hasStorage()
                ? new StoredBackups(storageOf(settings), clock, settings.maxBytes(), StoreTools.of(settings.tools()))
                : BackupStore.notConfigured();
    }

    private static BackupStorage storageOf(BackupSettings settings) {
        if (settings.s3() != null) {
            return new S3Storage(new S3Bucket(settings.s3()));
        }
        return new DirectoryStorage(
                Path.of(String.valueOf(settings.directory())).toAbsolutePath().normalize(),
                settings.minFree().toBytes());
    }
}
