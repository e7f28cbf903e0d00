package dev.lockstep.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parses all examples. Accepted examples are never removed or changed after a release, so that messages of older versions
 * can still be parsed.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/dev/lockstep/contract/examples");
    private static final Path SCHEMAS = Path.of("src/main/resources/dev/lockstep/contract/schema");

    private static final List<Family> FAMILIES = List.of(
            new Family("plan", Plan.class, LockstepJson.plans()),
            new Family("command", Command.class, LockstepJson.messages()),
            new Family("report", Report.class, LockstepJson.messages()),
            new Family("target-request", TargetRequest.class, LockstepJson.messages()),
            new Family("target-report", TargetReport.class, LockstepJson.messages()),
            new Family("target-registration", TargetRegistration.class, LockstepJson.messages()),
            new Family("worker-heartbeat", WorkerHeartbeat.class, LockstepJson.messages()));

    record Family(String name, Class<?> type, JsonMapper mapper) {
        Object parse(String text) {
            return mapper.readValue(text, type);
        }

        Schema schema() throws IOException {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(SCHEMAS.resolve(name + ".json")));
        }

        List<Path> examples(String result) throws IOException {
            try (Stream<Path> files = Files.list(EXAMPLES.resolve(name).resolve(result))) {
                return files.sorted().toList();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> examples(String result) throws IOException {
        Stream.Builder<Arguments> examples = Stream.builder();
        for (Family family : FAMILIES) {
            family.examples(result)
                    .forEach(path -> examples.add(Arguments.of(
                            family,
                            path.getFileName().toString().replace(".json", "").replace('-', ' '),
                            path)));
        }
        return examples.build();
    }

    @Nested
    class An_accepted_example {
        static Stream<Arguments> accepted() throws IOException {
            return examples("accepted");
        }

        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("accepted")
        void matches_the_schema(Family family, String name, Path path) throws IOException {
            assertThat(family.schema().validate(Files.readString(path), InputFormat.JSON))
                    .as(name)
                    .isEmpty();
        }

        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("accepted")
        void is_equal_after_serializing_and_parsing(Family family, String name, Path path) throws IOException {
            Object parsed = family.parse(Files.readString(path));

            String serialized = family.mapper().writeValueAsString(parsed);

            assertThat(family.mapper().readValue(serialized, family.type()))
                    .as(name)
                    .isEqualTo(parsed);
        }

        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("accepted")
        void matches_the_schema_after_serializing(Family family, String name, Path path) throws IOException {
            String serialized = family.mapper().writeValueAsString(family.parse(Files.readString(path)));

            assertThat(family.schema().validate(serialized, InputFormat.JSON))
                    .as(name)
                    .isEmpty();
        }
    }

    @Nested
    class A_rejected_example {
        static Stream<Arguments> rejected() throws IOException {
            return examples("rejected");
        }

        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("rejected")
        void is_refused(Family family, String name, Path path) throws IOException {
            String text = Files.readString(path);

            assertThatThrownBy(() -> family.parse(text)).as(name).isInstanceOf(JacksonException.class);
        }
    }
}
