package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.template.PlanTemplate;
import dev.lockstep.contract.template.PlanTemplates;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves plans to start from. */
@RestController
@RequestMapping("/api/v1/templates")
@Tag(name = "plans")
class TemplateController {
    private static final List<MediaType> TYPES = Stream.of(
                    PlanRequests.YAML, PlanRequests.X_YAML, PlanRequests.TEXT_YAML, PlanRequests.JSON)
            .map(MediaType::parseMediaType)
            .toList();

    /** One entry of the list of templates. */
    record TemplateEntry(String name, String summary, List<String> targets) {
        static TemplateEntry of(PlanTemplate template) {
            return new TemplateEntry(template.name(), template.summary(), List.copyOf(template.targets()));
        }
    }

    /** All templates. */
    record TemplateList(List<TemplateEntry> items) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List the templates of plans")
    @Requires(Permission.VALIDATE)
    TemplateList templates() {
        return new TemplateList(
                PlanTemplates.all().stream().map(TemplateEntry::of).toList());
    }

    @GetMapping(
            path = "/{operation}",
            produces = {PlanRequests.YAML, PlanRequests.X_YAML, PlanRequests.TEXT_YAML, PlanRequests.JSON})
    @Operation(
            summary = "Get a template: a commented plan for an operation, for the gates, or of the operating procedure",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "OK. In JSON, the plan has no comments.",
                            content = {
                                @Content(mediaType = PlanRequests.YAML, schema = @Schema(type = "string")),
                                @Content(mediaType = PlanRequests.JSON, schema = @Schema(type = "object"))
                            }))
    @Requires(Permission.VALIDATE)
    ResponseEntity<byte[]> template(
            @PathVariable("operation") String operation,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE) String accept) {
        PlanTemplate template = find(operation);
        MediaType type = typeFor(accept);
        return ResponseEntity.ok()
                .contentType(type)
                .body((isJson(type) ? json(template) : template.text()).getBytes(StandardCharsets.UTF_8));
    }

    // With */*, Spring would prefer JSON, but only YAML has the comments.
    private static MediaType typeFor(String accept) {
        return MediaType.parseMediaTypes(accept).stream()
                .sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
                .flatMap(accepted -> TYPES.stream().filter(accepted::includes))
                .findFirst()
                .orElse(TYPES.getFirst());
    }

    private static boolean isJson(MediaType type) {
        return type.equals(MediaType.APPLICATION_JSON);
    }

    private static String json(PlanTemplate template) {
        return YamlPlanReader.parse(template.text()).tree().toString();
    }

    private static PlanTemplate find(String operation) {
        return PlanTemplates.find(operation)
                .orElseThrow(() -> ApiException.of(ProblemType.UNKNOWN_TEMPLATE, PlanTemplates.unknown(operation)));
    }
}
