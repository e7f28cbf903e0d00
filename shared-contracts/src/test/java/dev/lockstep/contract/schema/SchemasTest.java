package dev.lockstep.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SchemasTest {
    private static final Path COMMITTED = Path.of("src/main/resources/dev/lockstep/contract/schema");

    @Nested
    class A_committed_schema {
        static Stream<Arguments> schemas() {
            return Stream.of(
                    Arguments.of("plan.json", ContractSchemaGenerator.closed(Plan.class)),
                    Arguments.of("command.json", ContractSchemaGenerator.open(Command.class)),
                    Arguments.of("report.json", ContractSchemaGenerator.open(Report.class)),
                    Arguments.of("target-request.json", ContractSchemaGenerator.open(TargetRequest.class)),
                    Arguments.of("target-report.json", ContractSchemaGenerator.open(TargetReport.class)),
                    Arguments.of("target-registration.json", ContractSchemaGenerator.open(TargetRegistration.class)),
                    Arguments.of("worker-heartbeat.json", ContractSchemaGenerator.open(WorkerHeartbeat.class)),
                    Arguments.of("migration-event.json", ContractSchemaGenerator.open(MigrationEvent.class)));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("schemas")
        void equals_the_generated_schema(String name, JsonNode generated) throws IOException {
            Path committed = COMMITTED.resolve(name);
            String text =
                    LockstepJson.messages().writerWithDefaultPrettyPrinter().writeValueAsString(generated) + "\n";
            if (Boolean.getBoolean("lockstep.rewrite")) {
                Files.createDirectories(COMMITTED);
                Files.writeString(committed, text);
            }

            assertThat(committed)
                    .as("run with -Dlockstep.rewrite=true to update the committed schema, and review the difference")
                    .hasContent(text);
        }
    }
}
