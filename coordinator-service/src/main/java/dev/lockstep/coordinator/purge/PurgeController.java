package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.status.MigrationAccess;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests for purges, and shows them. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "purges")
class PurgeController {
    private final PurgeRequests requests;
    private final JdbcPurges stored;
    private final MigrationAccess access;

    PurgeController(PurgeRequests requests, JdbcPurges stored, MigrationAccess access) {
        this.requests = requests;
        this.stored = stored;
        this.access = access;
    }

    @PostMapping(path = "/migrations/{id}/purge", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary =
                    "Remove the journals of a migration before their retention ends, so that it cannot be rolled back",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The purge is decided; read it until it has purgedAt",
                        content = @Content(schema = @Schema(implementation = Purge.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "The purge was decided before, or this is a dry run",
                        content = @Content(schema = @Schema(implementation = Purge.class)))
            })
    @Requires(Permission.PURGE)
    ResponseEntity<Purge> request(Caller caller, @PathVariable("id") String id, @RequestBody PurgeRequest request) {
        MigrationId migration = access.require(caller, Permission.PURGE, id);
        Purges.Answer.Accepted result = requests.request(caller, migration, request.checked());
        return ResponseEntity.status(result.isNew() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/api/v1/migrations/%s/purge".formatted(migration)))
                .body(result.purge());
    }

    @GetMapping("/migrations/{id}/purge")
    @Operation(summary = "Show the purge of a migration")
    @Requires(Permission.VIEW)
    Purge show(Caller caller, @PathVariable("id") String id) {
        MigrationId migration = access.require(caller, Permission.VIEW, id);
        return stored.find(migration)
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_PURGE, "no purge of migration %s is decided".formatted(migration)));
    }

    @PostMapping(path = "/purges", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary =
                    "Remove the journals of migrations that ended some time ago, at most 100 per request, oldest first",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "Each migration is decided on its own: items are the purges that are decided, "
                                + "refused has the others with the reason. While more is true, repeat the request",
                        content = @Content(schema = @Schema(implementation = PurgeRequests.Several.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "This is a dry run",
                        content = @Content(schema = @Schema(implementation = PurgeRequests.Several.class)))
            })
    @Requires(value = Permission.PURGE, everywhere = true)
    ResponseEntity<PurgeRequests.Several> request(Caller caller, @RequestBody OldPurgeRequest request) {
        PurgeRequests.Several several = requests.request(caller, request.checked());
        return ResponseEntity.status(several.dryRun() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(several);
    }
}
