package dev.lockstep.worker;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Truncates the outcomes of a dry run, so that one report has room for all steps of a plan, and masks keys. */
final class DryRunTruncation {
    /** Half of what a report may have. */
    private static final int MAX_BYTES = Topics.MAX_MESSAGE_BYTES / 2;

    private static final int MAX_SAMPLES = 300;
    private static final int MAX_LINES = 800;
    private static final int LINES_PER_STEP = 200;

    private final int samples;
    private final int lines;
    private final Masking masking;

    private DryRunTruncation(int shares, Masking masking) {
        this.samples = Math.min(MAX_SAMPLES / shares, DryRunResult.SAMPLE_SIZE);
        this.lines = Math.clamp(MAX_LINES / shares, 1, LINES_PER_STEP);
        this.masking = masking;
    }

    /**
     * Keeps the first entries of each list. A text has one to six bytes per character as JSON, so the limits are halved
     * until all outcomes have at most 2 MiB, or each list its least number of entries.
     */
    static List<DryRunOutcome> of(List<DryRunOutcome> outcomes, Masking masking) {
        int shares = Math.max(1, outcomes.size());
        List<DryRunOutcome> truncated = truncate(outcomes, shares, masking);
        while (shares < MAX_LINES && LockstepJson.messages().writeValueAsBytes(truncated).length > MAX_BYTES) {
            shares *= 2;
            truncated = truncate(outcomes, shares, masking);
        }
        return truncated;
    }

    private static List<DryRunOutcome> truncate(List<DryRunOutcome> outcomes, int shares, Masking masking) {
        DryRunTruncation truncation = new DryRunTruncation(shares, masking);
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
