package dev.lockstep.coordinator.erasure;

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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests for erasures, and shows them. */
@RestController
@RequestMapping(path = "/api/v1/migrations/{id}/erasures", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "erasures")
class ErasureController {
    private static final int PAGE_SIZE = 100;
    private final Erasures erasures;
    private final JdbcRequests<Erasure> stored;
    private final MigrationAccess access;

    ErasureController(Erasures erasures, JdbcRequests<Erasure> stored, MigrationAccess access) {
        this.erasures = erasures;
        this.stored = stored;
        this.access = access;
    }

    /**
     * Erasures of a migration, newest first.
     *
     * @param next the value of {@code before} for the next page; absent on the last page
     */
    record Page(List<Erasure> items, @Nullable Integer next) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Remove the stored values of one unit, so that the step can no longer be undone for it",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The erasure is requested; read it until its state is final",
                        content = @Content(schema = @Schema(implementation = Erasure.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "The unit is erased, or its erasure is under way",
                        content = @Content(schema = @Schema(implementation = Erasure.class)))
            })
    @Requires(Permission.ERASE)
    ResponseEntity<Erasure> request(Caller caller, @PathVariable("id") String id, @RequestBody ErasureRequest request) {
        MigrationId migration = access.require(caller, Permission.ERASE, id);
        Erasures.Result result = erasures.request(caller, migration, request.checked());
        return ResponseEntity.status(result.isNew() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/api/v1/migrations/%s/erasures/%d"
                        .formatted(migration, result.erasure().number())))
                .body(result.erasure());
    }

    @GetMapping
    @Operation(summary = "List the erasures of a migration, newest first")
    @Requires(Permission.VIEW)
    Page list(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "before", defaultValue = "2147483647")
                    int before) {
        MigrationId migration = access.require(caller, Permission.VIEW, id);
        List<Erasure> items = stored.before(migration, before, PAGE_SIZE);
        return new Page(items, items.size() < PAGE_SIZE ? null : items.getLast().number());
    }

    @GetMapping("/{number}")
    @Operation(summary = "Show an erasure")
    @Requires(Permission.VIEW)
    Erasure show(Caller caller, @PathVariable("id") String id, @PathVariable("number") String number) {
        MigrationId migration = access.require(caller, Permission.VIEW, id);
        return RequestParameters.findNumber(number)
                .flatMap(parsed -> stored.find(migration, parsed))
                .map(StoredRequest::request)
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_ERASURE,
                        "migration %s has no erasure \"%s\"".formatted(migration, number)));
    }
}
