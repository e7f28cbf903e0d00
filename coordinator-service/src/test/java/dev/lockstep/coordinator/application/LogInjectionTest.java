package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LogInjectionTest extends ApplicationTest {
    private static final String LOGGER = "dev.lockstep.coordinator.status";
    private static final String LINE = "\\r\\n{\\\"@timestamp\\\":\\\"forged\\\"}\\u2028\\u001b[31m";
    private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

    @BeforeEach
    void logEvents() {
        logging.setLogLevel(LOGGER, LogLevel.INFO);
    }

    @AfterEach
    void logLess() {
        logging.setLogLevel(LOGGER, null);
    }

    @Nested
    class A_text_with_line_ends {
        @Test
        void stays_in_its_log_line(CapturedOutput log) {
            Api service = api.withGrants("admin");
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-8")
                    .replace(
                            "metadata: {name",
                            "metadata: {description: \"a%s\", labels: {a: \"b\\nc\"}, name".formatted(LINE));
            Api.Response submitted = service.submitYaml(plan);
            assertThat(submitted.status()).as(submitted.body()).isIn(202, 422);
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            assertThat(service.requestAction(id, "rollback", "{\"reason\": \"because%s\"}".formatted(LINE))
                            .status())
                    .isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
            api.post(
                    "/api/v1/tokens",
                    "application/json",
                    "{\"name\": \"a%s\", \"grants\": [\"viewer\"]}".formatted(LINE));
            List<String> lines = log.getOut()
                    .lines()
                    .filter(line -> line.contains("forged") || line.contains(id))
                    .toList();
            assertThat(lines).isNotEmpty().allSatisfy(line -> {
                assertThat(LockstepJson.messages()
                                .readTree(line)
                                .path("@timestamp")
                                .asString())
                        .matches("[0-9]{4}-.*Z");
                assertThat(line).doesNotContain("\u001b");
            });
        }
    }
}
