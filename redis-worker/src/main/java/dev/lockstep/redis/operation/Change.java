package dev.lockstep.redis.operation;

import dev.lockstep.redis.connection.RedisKey;

/** What is to become of one key. */
sealed interface Change {
    RedisKey key();

    /** Write {@code written}, if the key still holds {@code read}. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Write(RedisKey key, byte[] read, byte[] written) implements Change {}

    /** Take the key over as it is, whatever its type. */
    record Carry(RedisKey key) implements Change {}

    /** Leave the key alone, if it is still what was read. */
    record Skip(RedisKey key, Reason reason, String detail, Reading reading) implements Change {}

    /** Why a key is left alone. */
    enum Reason {
        /** The edit's condition does not hold. */
        UNMET("unmet"),
        /** Not JSON, or the edit cannot be done to it. */
        MALFORMED("malformed"),
        NOT_A_STRING("not-a-string"),
        /** The pattern matches it, but it does not begin with {@code key.from}. */
        WITHOUT_PREFIX("without-prefix"),
        /** Its destination would be a key of Lockstep's own. */
        RESERVED("reserved");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The word that counts and journal have for it. */
        String text() {
            return text;
        }

        /** Does the plan's {@code malformed} decide over it? */
        boolean isMalformed() {
            return this == MALFORMED || this == NOT_A_STRING;
        }
    }
}
