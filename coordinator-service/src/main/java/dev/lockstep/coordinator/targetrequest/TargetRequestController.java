package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.status.TargetAccess;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the requests about targets. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/requests", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class TargetRequestController {
    private static final int PAGE_SIZE = 100;
    private final JdbcTargetRequests requests;
    private final TargetAccess access;

    TargetRequestController(JdbcTargetRequests requests, TargetAccess access) {
        this.requests = requests;
        this.access = access;
    }

    /**
     * Requests about a target, newest first.
     *
     * @param next the value of {@code before} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<TargetRequestView> items, @Nullable Integer next) {}

    @GetMapping
    @Operation(summary = "List the requests about a target that were not about a migration, newest first")
    @Requires(Permission.VIEW)
    Page list(
            Caller caller,
            @PathVariable("name") String name,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "before", defaultValue = "2147483647")
                    int before) {
        TargetName target = access.require(caller, Permission.VIEW, name).name();
        List<TargetRequestView> items = requests.before(target, before, PAGE_SIZE);
        return new Page(items, items.size() < PAGE_SIZE ? null : items.getLast().number());
    }

    @GetMapping("/{number}")
    @Operation(summary = "Show a request about a target")
    @Requires(Permission.VIEW)
    TargetRequestView show(Caller caller, @PathVariable("name") String name, @PathVariable("number") String number) {
        TargetName target = access.require(caller, Permission.VIEW, name).name();
        return RequestParameters.findNumber(number)
                .flatMap(parsed -> requests.find(target, parsed))
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_TARGET_REQUEST,
                        "target \"%s\" has no request \"%s\"".formatted(target, number)));
    }
}
