package dev.lockstep.system.deploy;

import static dev.lockstep.system.deploy.DeployFiles.PROMETHEUS;
import static dev.lockstep.system.deploy.DeployFiles.RUNBOOK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.system.deploy.CommandLineTool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertRulesTest {
    private static void assertSuccessful(ToolResult result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Nested
    class Every_alert {
        @Test
        void is_valid_for_prometheus() {
            // Without --syntax-only, the file with the token must exist on this machine.
            assertSuccessful(
                    CommandLineTool.promtool().run(PROMETHEUS, "check", "config", "--syntax-only", "prometheus.yml"));
            assertSuccessful(CommandLineTool.promtool().run(PROMETHEUS, "check", "rules", "lockstep-rules.yml"));
        }

        @Test
        void fires_exactly_when_its_rule_test_expects_it() {
            assertSuccessful(CommandLineTool.promtool().run(PROMETHEUS, "test", "rules", "lockstep-rules-test.yml"));
        }

        @Test
        void has_a_rule_test() {
            String tests = DeployFiles.text(PROMETHEUS.resolve("lockstep-rules-test.yml"));
            assertThat(DeployFiles.alerts()).isNotEmpty().allSatisfy(alert -> assertThat(tests)
                    .contains("alertname: " + alert));
        }

        @Test
        void has_a_section_in_the_runbook() {
            assertThat(DeployFiles.alerts())
                    .allSatisfy(alert -> assertThat(DeployFiles.text(RUNBOOK)).contains("\n## " + alert + "\n"));
        }
    }

    @Nested
    class Every_metric_of_the_runbook {
        @Test
        void is_on_the_dashboard() {
            String dashboard = DeployFiles.text(DeployFiles.DASHBOARD);
            assertThat(DeployFiles.explainedMetrics()).isNotEmpty().allSatisfy(metric -> assertThat(dashboard)
                    .containsPattern("\\b" + metric + "(_sum|_count|_max)?\\b"));
        }
    }

    @Nested
    class Every_expression {
        @Test
        void is_valid_for_prometheus(@TempDir Path folder) throws IOException {
            String rules = DeployFiles.expressions().stream()
                    .map(expression -> "      - {record: 'lockstep:panel', expr: '%s', labels: {n: '%s'}}"
                            .formatted(expression.replace("'", "''"), Integer.toHexString(expression.hashCode())))
                    .distinct()
                    .collect(Collectors.joining("\n", "groups:\n  - name: panels\n    rules:\n", "\n"));
            Files.writeString(folder.resolve("panels.yml"), rules);
            assertSuccessful(CommandLineTool.promtool().run(folder, "check", "rules", "panels.yml"));
        }

        @Test
        void uses_only_metrics_that_a_service_declares() {
            assertThat(DeployFiles.metrics()).isNotEmpty().allSatisfy(metric -> assertThat(DeclaredMeters.inSources())
                    .anyMatch(meter -> DeclaredMeters.isExposedAs(meter, metric)));
        }

        @Test
        void uses_only_metrics_that_the_runbook_explains() {
            assertThat(DeployFiles.metrics()).isNotEmpty().allSatisfy(metric -> assertThat(DeployFiles.text(RUNBOOK))
                    .contains("`" + metric.replaceAll("_seconds_(sum|count|max)$", "_seconds") + "`"));
        }
    }
}
