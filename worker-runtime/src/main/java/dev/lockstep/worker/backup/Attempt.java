package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of one attempt to back up a target, named after its dispatch. The random end separates two workers that got the
 * same dispatch.
 */
record Attempt(BackupPath folder, DispatchNumber dispatch) {
    static final Comparator<Attempt> NEWEST_FIRST = Comparator.comparingLong(
                    (Attempt attempt) -> attempt.dispatch().value())
            .reversed();

    private static final Pattern NAME = Pattern.compile("(\\d{1,18})-[0-9a-f]{8}");

    static Attempt create(BackupPath target, DispatchNumber dispatch) {
        String name = "%s-%s".formatted(dispatch, UUID.randomUUID().toString().substring(0, 8));
        return new Attempt(target.plus(name), dispatch);
    }

    /** Returns the attempt of a folder; empty if a folder of this name is not one. */
    static Optional<Attempt> of(BackupPath target, String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new Attempt(target.plus(name), new DispatchNumber(Long.parseLong(matcher.group(1)))))
                : Optional.empty();
    }
}
