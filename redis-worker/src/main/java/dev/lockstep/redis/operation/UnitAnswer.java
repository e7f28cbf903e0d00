package dev.lockstep.redis.operation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The one word with which a script answers. */
enum UnitAnswer {
    /** Done now, with its row in the journal. */
    WRITTEN,
    /** Left alone for good, with its row in the journal. */
    SKIPPED,
    /** Done before. */
    DONE,
    /** Not there any more. */
    GONE,
    /** No longer what was read: to be read again. */
    CHANGED,
    /** The destination exists, and that is a failure. */
    EXISTING,
    /** The value is malformed, and that is a failure. */
    REFUSED,
    /** As it was before the step. */
    RESTORED,
    /** Its time was over meanwhile, so there was nothing to put back. */
    EXPIRED,
    /** An application changed it; it stays, and the conflict is in the journal; or it is a failure, as the policy says. */
    CONFLICT,
    /** The journal says that there is a pre-image, and there is none. */
    LOST,
    /** A higher dispatch has the target. */
    SUPERSEDED,
    /** The target's fence is lower than this dispatch, which raised it: the store has lost writes. */
    FENCE_LOST;

    /** The word, and behind a blank what it says of a conflict. */
    static UnitAnswer parse(byte[] answer) {
        int length = 0;
        while (length < answer.length && answer[length] != ' ') {
            length++;
        }
        return valueOf(new String(answer, 0, length, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT));
    }

    static byte[] detailOf(byte[] answer) {
        int blank = 0;
        while (blank < answer.length && answer[blank] != ' ') {
            blank++;
        }
        return Arrays.copyOfRange(answer, Math.min(blank + 1, answer.length), answer.length);
    }
}
