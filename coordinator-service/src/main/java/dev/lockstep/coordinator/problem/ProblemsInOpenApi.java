package dev.lockstep.coordinator.problem;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Says of every operation what its refusals look like. */
final class ProblemsInOpenApi implements OpenApiCustomizer {
    /**
     * A problem detail as RFC 9457 has it.
     *
     * @param errors one by one, where there is more to say than the detail does
     */
    record Problem(
            String type, String title, int status, String detail, String instance, @Nullable List<Mistake> errors) {}

    @Override
    public void customise(OpenAPI document) {
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(document.getComponents()::addSchemas);
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().addApiResponse("default", refusal()));
    }

    private static ApiResponse refusal() {
        return new ApiResponse()
                .description("It is refused, or cannot be done now: nothing was changed")
                .content(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    }
}
