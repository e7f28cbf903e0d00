package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Truncates the outcomes of a dry run, so that one report has room for all steps of a plan, and masks keys. */
final class DryRunTruncation {
    /** At most 400 kB of samples, and as much of statements and notes, whatever the number of steps. */
    private static final int MAX_SAMPLES = 300;

    private static final int MAX_LINES = 800;
    private static final int LINES_PER_STEP = 200;

    private final int samples;
    private final int lines;
    private final Masking masking;

    private DryRunTruncation(int steps, Masking masking) {
        this.samples = Math.clamp(MAX_SAMPLES / steps, 1, DryRunResult.SAMPLE_SIZE);
        this.lines = Math.clamp(MAX_LINES / steps, 3, LINES_PER_STEP);
        this.masking = masking;
    }

    static List<DryRunOutcome> of(List<DryRunOutcome> outcomes, Masking masking) {
        DryRunTruncation truncation = new DryRunTruncation(Math.max(1, outcomes.size()), masking);
        return outcomes.stream().map(truncation::ofOutcome).toList();
    }

    private DryRunOutcome ofOutcome(DryRunOutcome outcome) {
        return switch (outcome) {
            case DryRunOutcome.Passed(var step, DryRunResult result) ->
                new DryRunOutcome.Passed(step, ofResult(result));
            case DryRunOutcome.Failed(var step, var failure) ->
                new DryRunOutcome.Failed(step, Truncation.ofFailure(failure));
            case DryRunOutcome.NotTried(var step, String reason) ->
                new DryRunOutcome.NotTried(step, Truncation.ofValue(reason));
        };
    }

    private DryRunResult ofResult(DryRunResult result) {
        return new DryRunResult(
                result.units(),
                Truncation.ofCounts(result.counts()),
                result.samples().stream().limit(samples).map(this::ofSample).toList(),
                result.journalBytes(),
                result.milliseconds(),
                new DryRunResult.Undo(
                        result.undo().exactness(), ofLines(result.undo().differences())),
                ofLines(result.notes()),
                ofFindings(result.findings()));
    }

    private DryRunResult.UnitSample ofSample(DryRunResult.UnitSample sample) {
        return new DryRunResult.UnitSample(
                Truncation.ofValue(masking.key(sample.unit())),
                ofValue(sample.unit(), sample.before()),
                ofValue(sample.unit(), sample.after()));
    }

    private @Nullable String ofValue(String unit, @Nullable String value) {
        return value == null ? null : Truncation.ofValue(masking.valueOf(unit, value));
    }

    private List<String> ofLines(List<String> texts) {
        return texts.stream().limit(lines).map(Truncation::ofValue).toList();
    }

    private DryRunFindings ofFindings(DryRunFindings findings) {
        return switch (findings) {
            case DryRunFindings.Postgres postgres ->
                new DryRunFindings.Postgres(
                        postgres.statements().stream()
                                .limit(lines)
                                .map(DryRunTruncation::ofStatement)
                                .toList(),
                        postgres.tables().stream().limit(lines).toList(),
                        ofLines(postgres.objects()),
                        ofLines(postgres.notTried()),
                        postgres.locksHeldMilliseconds());
            case DryRunFindings.Mongo mongo -> mongo;
            case DryRunFindings.Redis redis -> redis;
        };
    }

    private static DryRunFindings.Statement ofStatement(DryRunFindings.Statement statement) {
        return new DryRunFindings.Statement(
                Truncation.ofValue(statement.text()),
                statement.lock(),
                statement.relation(),
                statement.rows(),
                statement.milliseconds());
    }
}
