package dev.lockstep.coordinator.application;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.RehearsalResult.RehearsedStep;
import dev.lockstep.contract.protocol.ReidentifyResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetReportHeader;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.contract.protocol.UninstallResult;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;

/** A worker for tests. It registers targets, and sends the reports of a script for each command. */
final class ScriptedWorker implements AutoCloseable {
    private static final String WORKER_NAME = "scripted-1";
    private static final List<String> REQUESTS = List.of(
            TargetRequest.Baseline.TYPE,
            TargetRequest.Drift.TYPE,
            TargetRequest.Reidentify.TYPE,
            TargetRequest.Schema.TYPE,
            TargetRequest.SchemaDifference.TYPE,
            TargetRequest.SchemaVersions.TYPE,
            TargetRequest.Uninstall.TYPE);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    static final PackedSchema SCHEMA = PackedSchema.of(SchemaDefinitions.of(
            "18.0", List.of(new SchemaDefinitions.DefinedObject("table public.people", "table", List.of()))));

    static final SchemaDifferenceResult SCHEMA_DIFFERENCE = new SchemaDifferenceResult(
            1,
            List.of(new SchemaDifferenceResult.Statement("DROP INDEX i", null)),
            List.of(new SchemaDifferenceResult.Statement("CREATE INDEX i ON people (id)", null)),
            List.of(),
            List.of("a note"));

    static final SchemaVersionsResult SCHEMA_VERSIONS = new SchemaVersionsResult(
            true,
            12,
            List.of(new SchemaVersionsResult.Group(
                    "conversations",
                    SchemaVersionsResult.VersionSource.FIELD,
                    true,
                    10,
                    List.of(
                            new SchemaVersionsResult.VersionCount("1", 7),
                            new SchemaVersionsResult.VersionCount(null, 3)))),
            null,
            List.of());

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TargetName, TargetRegistration> targets = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Command> received = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<TargetRequest> receivedRequests = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile Function<TargetRequest, List<TargetReport>> requestScript = ScriptedWorker::answer;
    private volatile Function<Command, List<Report>> script = ScriptedWorker::acceptAndSucceed;
    private volatile boolean running = true;

    ScriptedWorker(String kafka) {
        Map<String, Object> common = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
        producer = new KafkaProducer<>(
                merged(common, Map.of(ProducerConfig.LINGER_MS_CONFIG, 0)),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                merged(common, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        thread = Thread.ofPlatform().name("scripted-worker").daemon().unstarted(this::listen);
    }

    private static Map<String, Object> merged(Map<String, Object> first, Map<String, Object> second) {
        Map<String, Object> all = new HashMap<>(first);
        all.putAll(second);
        return all;
    }

    /** The database of a target. The target renamed-NAME is the same one as the target NAME. */
    static TargetIdentity identityOf(TargetName target) {
        String name = target.value().replaceFirst("^renamed-", "");
        return new TargetIdentity(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    ScriptedWorker registerTarget(String name, TargetKind kind, String... operations) {
        return registerTarget(name, kind, REQUESTS, operations);
    }

    /** @param requests types of requests about the target that the worker can answer */
    ScriptedWorker registerTarget(String name, TargetKind kind, List<String> requests, String... operations) {
        TargetName target = new TargetName(name);
        targets.put(
                target,
                new TargetRegistration(
                        target,
                        kind,
                        identityOf(target),
                        "1.0",
                        List.of(operations),
                        requests,
                        WORKER_NAME,
                        Clock.systemUTC().instant()));
        register(target);
        return this;
    }

    void register(TargetName target) {
        register(Objects.requireNonNull(targets.get(target)));
    }

    void register(TargetRegistration registration) {
        send(new ProducerRecord<>(
                Topics.TARGETS,
                registration.target().value(),
                LockstepJson.messages().writeValueAsBytes(registration)));
    }

    /** Deletes the registration of a target, as a worker does that serves it no more. */
    void withdraw(TargetName target) {
        send(new ProducerRecord<>(Topics.TARGETS, Topics.registrationKey(target, WORKER_NAME), null));
    }

    ScriptedWorker start() {
        consumer.assign(targets.keySet().stream()
                .map(target -> new TopicPartition(Topics.commandsOf(target), 0))
                .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        thread.start();
        return this;
    }

    /** Sets the reports to send for each command from now on. */
    void useScript(Function<Command, List<Report>> newScript) {
        script = newScript;
    }

    List<Command> receivedCommands(String migration) {
        return received.stream()
                .filter(command -> command.header().migration().toString().equals(migration))
                .toList();
    }

    private void listen() {
        try (consumer) {
            while (running) {
                for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL_TIMEOUT)) {
                    JsonNode json = LockstepJson.messages().readTree(message.value());
                    if (json.path("type").asString().startsWith(TargetRequest.TYPE_PREFIX)) {
                        handle(LockstepJson.messages().treeToValue(json, TargetRequest.class));
                    } else {
                        Command command = LockstepJson.messages().treeToValue(json, Command.class);
                        received.add(command);
                        script.apply(command).forEach(this::report);
                    }
                }
            }
        }
    }

    private void handle(TargetRequest request) {
        receivedRequests.add(request);
        requestScript.apply(request).forEach(this::report);
    }

    List<TargetRequest> receivedRequests(String target) {
        return receivedRequests.stream()
                .filter(request -> request.header().target().value().equals(target))
                .toList();
    }

    /** Sets the reports to send for each request about a target from now on. */
    void useRequestScript(Function<TargetRequest, List<TargetReport>> newScript) {
        requestScript = newScript;
    }

    /** The script that answers each request about a target. */
    static List<TargetReport> answer(TargetRequest request) {
        TargetReportHeader header = headerFor(request);
        return switch (request) {
            case TargetRequest.Baseline r ->
                List.of(new TargetReport.Baseline(
                        header,
                        new BaselineResult(
                                r.dryRun(), true, r.source(), "public.history", "7", 3, List.of(), List.of())));
            case TargetRequest.Drift r ->
                List.of(new TargetReport.Drift(header, new DriftResult(r.steps().size(), 1, List.of(), 0)));
            case TargetRequest.Reidentify r ->
                List.of(new TargetReport.Reidentify(
                        header,
                        new ReidentifyResult(
                                Objects.requireNonNullElse(r.header().identity(), r.replacement()), r.replacement())));
            case TargetRequest.Schema _r -> List.of(new TargetReport.Schema(header, SCHEMA));
            case TargetRequest.SchemaDifference _r ->
                List.of(new TargetReport.SchemaDifference(header, SCHEMA_DIFFERENCE));
            case TargetRequest.SchemaVersions _r -> List.of(new TargetReport.SchemaVersions(header, SCHEMA_VERSIONS));
            case TargetRequest.Uninstall r ->
                List.of(new TargetReport.Uninstall(
                        header,
                        new UninstallResult(
                                r.dryRun(), List.of(new UninstallResult.Item("keys", "lockstep:*", 5)), List.of())));
        };
    }

    static TargetReportHeader headerFor(TargetRequest request) {
        TargetRequestHeader header = request.header();
        return new TargetReportHeader(
                Protocol.VERSION,
                UUID.randomUUID(),
                header.target(),
                header.identity(),
                header.dispatch(),
                WORKER_NAME);
    }

    void report(TargetReport report) {
        send(new ProducerRecord<>(
                Topics.REPORTS,
                report.header().target().value(),
                LockstepJson.messages().writeValueAsBytes(report)));
    }

    void report(Report report) {
        send(new ProducerRecord<>(
                Topics.REPORTS,
                report.header().migration().toString(),
                LockstepJson.messages().writeValueAsBytes(report)));
    }

    void send(ProducerRecord<String, byte[]> message) {
        try {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The script that accepts each command and reports success. */
    static List<Report> acceptAndSucceed(Command command) {
        ReportHeader header = headerFor(command);
        return List.of(new Report.Accepted(header), success(command));
    }

    static Report success(Command command) {
        ReportHeader header = headerFor(command);
        return switch (command) {
            case Command.Preflight _c -> new Report.Succeeded(header, StepResult.NOTHING);
            case Command.Apply _c -> new Report.Succeeded(header, StepResult.changed(1));
            case Command.Finish _c -> new Report.Succeeded(header, StepResult.NOTHING);
            case Command.Check c -> checked(c, "0", true);
            case Command.Erase _c -> new Report.Succeeded(header, StepResult.changed(1));
            case Command.Purge _c -> new Report.Succeeded(header, StepResult.NOTHING);
            case Command.Rehearse c -> new Report.Rehearsed(header, rehearsal(c));
            case Command.DryRun c -> new Report.DryRun(header, dryRunOutcomes(c));
            case Command.Backup c -> new Report.BackedUp(header, backup(c));
            case Command.Restore c ->
                new Report.Restored(header, new RestoreResult(c.dryRun(), 1, 2, 3, 4, 1L, null, null, null));
            case Command.Compensate _c -> new Report.Compensated(header, CompensationResult.NOTHING);
        };
    }

    /** The report that all checks of the command have found this. */
    static Report checked(Command.Check command, String found, boolean isMet) {
        return new Report.Succeeded(
                headerFor(command),
                StepResult.NOTHING.withChecks(command.step().verify().stream()
                        .map(check ->
                                new StepResult.CheckResult(check.describe(), check.describeExpected(), found, isMet))
                        .toList()));
    }

    private static RehearsalResult rehearsal(Command.Rehearse command) {
        List<RehearsedStep> steps = command.steps().stream()
                .map(step -> new RehearsedStep(step.id(), 1, 1L, 20, 10L))
                .toList();
        return new RehearsalResult("copy", 3, true, new Digest("0".repeat(64)), 100, steps, null);
    }

    private static BackupResult backup(Command.Backup command) {
        Instant now = Instant.now();
        return new BackupResult(
                new Digest("0".repeat(64)),
                now,
                now.plus(command.keep()),
                command.steps().size(),
                1_000,
                "%s/%s".formatted(command.header().migration(), command.header().target()),
                "redis-dump",
                1,
                null,
                null);
    }

    private static List<DryRunOutcome> dryRunOutcomes(Command.DryRun command) {
        DryRunFindings findings = new DryRunFindings.Redis(null, null, 0);
        DryRunResult result = new DryRunResult(1, null, null, 100, 10, DryRunResult.Undo.EXACT, null, findings);
        return command.steps().stream()
                .<DryRunOutcome>map(step -> new DryRunOutcome.Passed(step.id(), result))
                .toList();
    }

    static ReportHeader headerFor(Command command) {
        CommandHeader header = command.header();
        return new ReportHeader(
                Protocol.VERSION,
                UUID.randomUUID(),
                header.migration(),
                header.step(),
                header.target(),
                identityOf(header.target()),
                header.dispatch(),
                WORKER_NAME);
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join(5000);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }
}
