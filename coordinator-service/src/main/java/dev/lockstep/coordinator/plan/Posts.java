package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.Recorded;
import dev.lockstep.coordinator.orchestration.Submissions;
import dev.lockstep.coordinator.orchestration.Submissions.Submission;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.plan.JdbcIdempotencyKeys.Answered;
import dev.lockstep.coordinator.problem.Refusal;
import dev.lockstep.coordinator.status.MigrationView;
import dev.lockstep.coordinator.status.MigrationViews;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/** Posts of valid plans: each is answered once, whoever asks again under its key. */
final class Posts {
    private final Submissions submissions;
    private final MigrationViews views;
    private final JdbcIdempotencyKeys keys;
    private final Transactions transactions;
    private final JsonMapper json;

    Posts(
            Submissions submissions,
            MigrationViews views,
            JdbcIdempotencyKeys keys,
            Transactions transactions,
            JsonMapper json) {
        this.submissions = submissions;
        this.views = views;
        this.keys = keys;
        this.transactions = transactions;
        this.json = json;
    }

    /**
     * Answers a post of a plan that is valid.
     *
     * @param key given by the client; null where it gave none
     */
    Answered post(Verdict.Valid posted, byte[] body, @Nullable String key) {
        return transactions.run(() -> key == null ? answer(posted, "") : underKey(posted, hash(body), key));
    }

    private Answered underKey(Verdict.Valid posted, String hash, String key) {
        Optional<Answered> earlier = keys.takeOrAnswer(key, hash);
        if (earlier.isEmpty()) {
            Answered answer = answer(posted, hash);
            keys.answer(key, answer);
            return answer;
        }
        if (!earlier.get().requestHash().equals(hash)) {
            throw Refusal.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    "Idempotency-Key %s was used for another plan: take a new key".formatted(key));
        }
        return earlier.get();
    }

    private Answered answer(Verdict.Valid posted, String hash) {
        return switch (submissions.submit(posted.plan())) {
            case Submission.Taken(Recorded migration) -> answer(HttpStatus.ACCEPTED, views.view(migration), hash);
            case Submission.Standing(MigrationId migration) ->
                answer(HttpStatus.OK, views.view(migration).orElseThrow(), hash);
            case Submission.NameTaken(MigrationId migration, Plan standing) ->
                throw Refusal.of(
                        HttpStatus.CONFLICT,
                        "name-taken",
                        "%s is the name of migration %s, which has other content".formatted(standing.name(), migration),
                        PlanDifference.between(standing, posted.plan()).stream()
                                .map(posted.text()::mistake)
                                .toList());
        };
    }

    private Answered answer(HttpStatus status, MigrationView view, String hash) {
        return new Answered(hash, status.value(), view.etag(), view.id().toString(), json.writeValueAsString(view));
    }

    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] bytes(Answered answered) {
        return answered.body().getBytes(StandardCharsets.UTF_8);
    }
}
