package dev.lockstep.worker.service;

import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application of a worker with a real broker. Tests send it commands and then search everything that it shows: the
 * messages that it sends, its health and its metrics. The test captures the log.
 */
public final class ExposedWorker implements AutoCloseable {
    private static final String METRICS_TOKEN = "lockstep_metrics";
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final TestCoordinator coordinator;
    private final ConfigurableApplicationContext worker;

    private ExposedWorker(TestCoordinator coordinator, ConfigurableApplicationContext worker) {
        this.coordinator = coordinator;
        this.worker = worker;
    }

    /** Starts the application with these properties and a free port. */
    public static ExposedWorker start(Class<?> application, Map<String, String> properties) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--lockstep.access.metrics-token=" + METRICS_TOKEN,
                                "--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers()),
                        properties.entrySet().stream()
                                .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue())))
                .toArray(String[]::new);
        TestCoordinator coordinator = new TestCoordinator();
        send(() -> coordinator.create(Topics.REPORTS, Topics.TARGETS));
        return new ExposedWorker(coordinator, new SpringApplicationBuilder(application).run(arguments));
    }

    /** Sends the command to the topic of its target and waits for its last report. */
    public Report run(Command command) {
        create(command.header().target());
        send(() -> coordinator.send(command));
        MigrationId migration = command.header().migration();
        return await().atMost(TIMEOUT)
                .until(
                        () -> coordinator.reports(migration).stream()
                                .filter(report -> !(report instanceof Report.Accepted))
                                .filter(report -> report.header()
                                        .dispatch()
                                        .equals(command.header().dispatch()))
                                .toList(),
                        reports -> !reports.isEmpty())
                .getLast();
    }

    /** Sends a message that is not a command, and waits until it is a dead letter. */
    public void sendUnreadable(TargetName target, String message) {
        create(target);
        send(() -> coordinator.send(target, message.getBytes(StandardCharsets.UTF_8)));
        await().atMost(TIMEOUT)
                .until(() -> !coordinator.records(deadLetters(target)).isEmpty());
    }

    /** Waits until the health shows this text, for example the reason why a target is unreachable. */
    public void awaitHealth(String text) {
        await().atMost(TIMEOUT).until(() -> get("health").contains(text));
    }

    /** All reports and registrations, the reasons of the dead letters of these targets, the health and the metrics. */
    public String exposed(TargetName... targets) {
        String messages = Stream.of(Topics.REPORTS, Topics.TARGETS)
                .flatMap(topic -> coordinator.records(topic).stream())
                .map(message -> new String(message.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
        String reasons = Stream.of(targets)
                .flatMap(target -> coordinator.records(deadLetters(target)).stream())
                .map(ExposedWorker::reason)
                .collect(Collectors.joining("\n"));
        return String.join("\n", messages, reasons, get("health"), get("prometheus"), get("info"));
    }

    private static String reason(ConsumerRecord<byte[], byte[]> deadLetter) {
        return new String(deadLetter.headers().lastHeader("lockstep_reason").value(), StandardCharsets.UTF_8);
    }

    private static String deadLetters(TargetName target) {
        return Topics.deadLettersOf(Topics.commandsOf(target));
    }

    private void create(TargetName target) {
        send(() -> coordinator.create(Topics.commandsOf(target), deadLetters(target)));
    }

    private String get(String endpoint) {
        String port = worker.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://127.0.0.1:%s/actuator/%s".formatted(port, endpoint));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + METRICS_TOKEN)
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                throw new IllegalStateException("the worker refused its metrics token");
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(KafkaCall call) {
        try {
            call.run();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface KafkaCall {
        void run() throws ExecutionException, InterruptedException;
    }

    @Override
    public void close() {
        worker.close();
        coordinator.close();
    }
}
