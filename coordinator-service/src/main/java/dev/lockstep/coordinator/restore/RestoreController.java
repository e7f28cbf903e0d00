package dev.lockstep.coordinator.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.status.MigrationAccess;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests for restores, and shows them. */
@RestController
@RequestMapping(path = "/api/v1/migrations/{id}/restores", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "backups")
class RestoreController {
    private static final int PAGE_SIZE = 100;
    private final Restores restores;
    private final JdbcRequests<Restore> stored;
    private final MigrationAccess access;

    RestoreController(Restores restores, JdbcRequests<Restore> stored, MigrationAccess access) {
        this.restores = restores;
        this.stored = stored;
        this.access = access;
    }

    /**
     * Restores of the backups of a migration, newest first.
     *
     * @param next the value of {@code before} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Restore> items, @Nullable Integer next) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Make what a migration has touched on a target as it was before the migration, from its backup",
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "The restore is requested; read it until its state is final",
                            content = @Content(schema = @Schema(implementation = Restore.class))))
    @Requires(Permission.RESTORE)
    ResponseEntity<Restore> request(Caller caller, @PathVariable("id") String id, @RequestBody RestoreRequest request) {
        MigrationId migration = access.require(caller, Permission.RESTORE, id);
        Restore restore = restores.request(caller, migration, request.checked());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/migrations/%s/restores/%d".formatted(migration, restore.number())))
                .body(restore);
    }

    @GetMapping
    @Operation(summary = "List the restores of the backups of a migration, newest first")
    @Requires(Permission.VIEW)
    Page list(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "before", defaultValue = "2147483647")
                    int before) {
        MigrationId migration = access.require(caller, Permission.VIEW, id);
        List<Restore> items = stored.before(migration, before, PAGE_SIZE);
        return new Page(items, items.size() < PAGE_SIZE ? null : items.getLast().number());
    }

    @GetMapping("/{number}")
    @Operation(summary = "Show a restore")
    @Requires(Permission.VIEW)
    Restore show(Caller caller, @PathVariable("id") String id, @PathVariable("number") String number) {
        MigrationId migration = access.require(caller, Permission.VIEW, id);
        return RequestParameters.findNumber(number)
                .flatMap(parsed -> stored.find(migration, parsed))
                .map(StoredRequest::request)
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_RESTORE,
                        "migration %s has no restore \"%s\"".formatted(migration, number)));
    }
}
