package dev.lockstep.worker.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class WorkerStackTracesTest {
    private static Throwable failure() {
        SQLException driver = new SQLException("Key (email)=(planted) already exists", "23505");
        driver.addSuppressed(new SQLException("planted too"));
        return new IllegalStateException("the step cannot be applied", driver);
    }

    @Configuration(proxyBeanMethods = false)
    static class NoBeans {}

    @Nested
    class A_stack_trace {
        @Test
        void has_the_frames_and_own_messages_but_no_message_of_a_driver() {
            assertThat(new WorkerStackTraces().printStackTraceToString(failure()))
                    .contains("java.lang.IllegalStateException: the step cannot be applied")
                    .contains("Caused by: java.sql.SQLException")
                    .contains("at dev.lockstep.worker.service.WorkerStackTracesTest")
                    .doesNotContain("planted");
        }

        @Test
        void is_printed_in_this_way_by_the_log_of_a_worker(CapturedOutput log) {
            try (ConfigurableApplicationContext _ = new SpringApplicationBuilder(NoBeans.class)
                    .web(WebApplicationType.NONE)
                    .properties("spring.config.import=classpath:lockstep-worker.properties")
                    .run("--logging.structured.format.console=ecs")) {
                LoggerFactory.getLogger("library").error("the statement failed", failure());
                LoggerFactory.getLogger("library")
                        .error("the driver failed", failure().getCause());
            }
            assertThat(log.getOut())
                    .contains("the statement failed", "the driver failed")
                    .contains("the step cannot be applied")
                    .doesNotContain("planted");
        }
    }
}
