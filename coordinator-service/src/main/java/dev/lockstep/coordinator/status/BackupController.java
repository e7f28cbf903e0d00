package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.dispatch.JdbcBackups.Position;
import dev.lockstep.coordinator.dispatch.JdbcBackups.StoredBackup;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TargetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the backups that migrations have made before their first step. */
@RestController
@RequestMapping(path = "/api/v1/backups", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "backups")
class BackupController {
    private static final int PAGE_SIZE = 100;
    private static final String SEPARATOR = "~";
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private final JdbcBackups backups;
    private final RegisteredTargets targets;

    BackupController(JdbcBackups backups, RegisteredTargets targets) {
        this.backups = backups;
        this.targets = targets;
    }

    /**
     * A backup.
     *
     * @param migration the migration before which it was made
     */
    record Backup(MigrationId migration, TargetName target, @JsonUnwrapped BackupResult result) {}

    /**
     * Backups, newest first.
     *
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Backup> items, @Nullable String next) {}

    @GetMapping
    @Operation(summary = "List the backups that have not expired, newest first")
    @Requires(Permission.VIEW)
    Page list(
            Caller caller,
            @Parameter(description = "Only backups of this target")
                    @RequestParam(name = "target", required = false)
                    @Nullable String target,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        List<StoredBackup> found =
                backups.list(visible(caller, target), after == null ? null : position(after), PAGE_SIZE);
        return new Page(
                found.stream()
                        .map(backup -> new Backup(backup.migration(), backup.target(), backup.result()))
                        .toList(),
                found.size() < PAGE_SIZE ? null : cursor(found.getLast()));
    }

    private @Nullable List<TargetName> visible(Caller caller, @Nullable String target) {
        if (target != null) {
            TargetName name = RequestParameters.target(target);
            caller.require(Permission.VIEW, name);
            return List.of(name);
        }
        return caller.hasEverywhere(Permission.VIEW)
                ? null
                : targets.all().stream()
                        .map(TargetView::name)
                        .filter(name -> caller.may(Permission.VIEW, name))
                        .toList();
    }

    private static String cursor(StoredBackup last) {
        return String.join(
                SEPARATOR,
                last.createdAt().toString(),
                last.migration().toString(),
                last.target().value());
    }

    // The database has no times that are further away.
    private static Instant time(String text) {
        Instant time = Instant.parse(text);
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
            throw new DateTimeException("not the time of a backup");
        }
        return time;
    }

    private static Position position(String cursor) {
        String[] parts = cursor.split(SEPARATOR, -1);
        try {
            if (parts.length == 3) {
                return new Position(time(parts[0]), MigrationId.parse(parts[1]), new TargetName(parts[2]));
            }
        } catch (DateTimeException | IllegalArgumentException _e) {
            // Refused below.
        }
        throw RequestParameters.invalidQuery(
                "after is \"%s\"; the value of next from the previous page is expected".formatted(cursor));
    }
}
