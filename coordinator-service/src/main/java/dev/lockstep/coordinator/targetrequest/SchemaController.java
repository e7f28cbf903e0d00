package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.status.TargetAccess;
import dev.lockstep.coordinator.target.TargetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reads schemas of targets, and compares a target with a schema. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class SchemaController {
    private final NewTargetRequests newRequests;
    private final JdbcTargetRequests requests;
    private final TargetAccess access;
    private final SchemaUnpacking unpacking = new SchemaUnpacking();

    SchemaController(NewTargetRequests newRequests, JdbcTargetRequests requests, TargetAccess access) {
        this.newRequests = newRequests;
        this.requests = requests;
        this.access = access;
    }

    /**
     * The schema that was read last.
     *
     * @param request the number of the request that has read it
     * @param at when it was read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SchemaView(TargetName target, int request, Instant at, SchemaDefinitions schema) {}

    @PostMapping(path = "/schema", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Read the definitions of all objects of a PostgreSQL target that a script may change",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The schema is requested; read the request until its state is final",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "The schema is being read already",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class)))
            })
    @Requires(Permission.INSPECT)
    ResponseEntity<TargetRequestView> read(Caller caller, @PathVariable("name") String name) {
        TargetView target = requirePostgres(access.require(caller, Permission.INSPECT, name));
        return AcceptedRequest.response(
                newRequests.request(caller, target, RequestKind.SCHEMA, TargetRequest.Schema::new));
    }

    @GetMapping("/schema")
    @Operation(summary = "Show the definitions of a target that were read last")
    @Requires(Permission.INSPECT)
    SchemaView newest(Caller caller, @PathVariable("name") String name) {
        TargetName target = access.require(caller, Permission.INSPECT, name).name();
        return requests.newestSchema(target)
                .map(read -> new SchemaView(target, read.number(), read.at(), unpacking.run(read.schema()::unpack)))
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_TARGET_REQUEST,
                        "the schema of target \"%s\" was not read yet".formatted(target)));
    }

    @PostMapping(path = "/schema-difference", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Find and try the statements that give a target another schema, without a lasting change",
            description =
                    "The worker runs the statements on the target in a transaction that it rolls back. What PostgreSQL"
                            + " does not roll back stays: a sequence from which a default or a function takes a value is advanced.",
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "The difference is requested; read the request until its state is final",
                            content = @Content(schema = @Schema(implementation = TargetRequestView.class))))
    @Requires(Permission.SUBMIT)
    ResponseEntity<TargetRequestView> difference(
            Caller caller, @PathVariable("name") String name, @RequestBody SchemaDifferenceRequest request) {
        TargetView target = requirePostgres(access.require(caller, Permission.SUBMIT, name));
        newRequests.requireNoneOpen(target.name(), RequestKind.SCHEMA_DIFFERENCE);
        SchemaDifferenceRequest.Checked checked = unpacking.run(request::checked);
        return AcceptedRequest.response(newRequests.requestAlone(
                caller, target, RequestKind.SCHEMA_DIFFERENCE, null, checked::message, NewTargetRequests.Guard.NONE));
    }

    private static TargetView requirePostgres(TargetView target) {
        if (target.kind() != TargetKind.POSTGRES) {
            throw NewTargetRequests.notAllowed(
                    "target \"%s\" is a database of %s, which has no definitions to compare; name a target of PostgreSQL"
                            .formatted(target.name(), target.kind()));
        }
        return target;
    }
}
