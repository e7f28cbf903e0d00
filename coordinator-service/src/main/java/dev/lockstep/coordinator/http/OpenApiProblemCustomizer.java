package dev.lockstep.coordinator.http;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Adds the problem detail to every operation of the OpenAPI document. */
final class OpenApiProblemCustomizer implements OpenApiCustomizer {
    /**
     * A problem detail (RFC 9457).
     *
     * @param errors the errors in the body, one by one; absent if the detail describes the problem completely
     */
    record Problem(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            @Nullable List<ErrorDetail> errors) {}

    @Override
    public void customise(OpenAPI document) {
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(document.getComponents()::addSchemas);
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().addApiResponse("default", problem()));
    }

    private static ApiResponse problem() {
        return new ApiResponse()
                .description("The request is refused or failed; nothing was changed")
                .content(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    }
}
