package dev.lockstep.system.deploy;

import static dev.lockstep.system.deploy.DeployFiles.PROMETHEUS;
import static dev.lockstep.system.deploy.DeployFiles.RUNBOOK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {
    @Nested
    class Every_alarm {
        @Test
        void is_configured_as_prometheus_wants_it() {
            Tool.Verdict verdict = Tool.promtool().judges(PROMETHEUS, "check", "config", "prometheus.yml");

            assertThat(verdict.exit()).as(verdict.said()).isZero();
        }

        @Test
        void rings_when_it_must_and_keeps_still_when_it_may() {
            Tool.Verdict verdict = Tool.promtool().judges(PROMETHEUS, "test", "rules", "lockstep-rules-test.yml");

            assertThat(verdict.exit()).as(verdict.said()).isZero();
        }

        @Test
        void has_been_heard_in_a_test() {
            String tests = DeployFiles.text(PROMETHEUS.resolve("lockstep-rules-test.yml"));

            assertThat(DeployFiles.alarms()).isNotEmpty().allSatisfy(alarm -> assertThat(tests)
                    .contains("alertname: " + alarm));
        }

        @Test
        void has_its_page_in_the_runbook() {
            assertThat(DeployFiles.alarms())
                    .allSatisfy(alarm -> assertThat(DeployFiles.text(RUNBOOK)).contains("\n## " + alarm + "\n"));
        }
    }

    @Nested
    class Every_expression {
        @Test
        void is_understood_by_prometheus(@TempDir Path folder) throws IOException {
            String rules = DeployFiles.expressions().stream()
                    .map(expression -> "      - {record: 'lockstep:panel', expr: '%s', labels: {n: '%s'}}"
                            .formatted(expression.replace("'", "''"), Integer.toHexString(expression.hashCode())))
                    .distinct()
                    .collect(Collectors.joining("\n", "groups:\n  - name: panels\n    rules:\n", "\n"));
            Files.writeString(folder.resolve("panels.yml"), rules);

            Tool.Verdict verdict = Tool.promtool().judges(folder, "check", "rules", "panels.yml");

            assertThat(verdict.exit()).as(verdict.said()).isZero();
        }

        @Test
        void speaks_of_metrics_that_a_service_counts() {
            assertThat(DeployFiles.metrics()).isNotEmpty().allSatisfy(metric -> assertThat(CountedMeters.inSources())
                    .anyMatch(meter -> CountedMeters.isExposedAs(meter, metric)));
        }

        @Test
        void speaks_of_metrics_that_the_runbook_explains() {
            assertThat(DeployFiles.metrics()).isNotEmpty().allSatisfy(metric -> assertThat(DeployFiles.text(RUNBOOK))
                    .contains("`" + metric.replaceAll("_seconds_(sum|count|max)$", "_seconds") + "`"));
        }
    }
}
