package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.audit.AuditChain;
import dev.lockstep.coordinator.audit.AuditExport;
import dev.lockstep.coordinator.http.RequestParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Exports and verifies the audit trail. */
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "access")
class AuditController {
    private static final String CLOUD_EVENTS = "application/cloudevents-batch+json";
    private static final int MAX_PAGE = 1_000;
    private final AuditExport export;
    private final AuditChain chain;

    AuditController(AuditExport export, AuditChain chain) {
        this.export = export;
        this.chain = chain;
    }

    @GetMapping(produces = {CLOUD_EVENTS, MediaType.APPLICATION_JSON_VALUE})
    @Requires(value = Permission.READ_AUDIT, everywhere = true)
    @Operation(summary = "Export the audit trail as CloudEvents, oldest first")
    List<AuditExport.AuditEvent> export(
            @RequestParam(name = "after", defaultValue = "0") long after,
            @RequestParam(name = "limit", defaultValue = "100") int limit) {
        return export.after(after, RequestParameters.pageSize(limit, MAX_PAGE));
    }

    @GetMapping(path = "/verification", produces = MediaType.APPLICATION_JSON_VALUE)
    @Requires(value = Permission.READ_AUDIT, everywhere = true)
    @Operation(summary = "Verify the audit trail, and name its first broken link")
    AuditChain.Verification verify() {
        return chain.verify();
    }
}
