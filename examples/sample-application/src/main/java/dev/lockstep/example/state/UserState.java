package dev.lockstep.example.state;

import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * The state of a user.
 *
 * @param key the key that it was read from
 * @param state JSON as it is stored, with every digit of its numbers
 */
record UserState(long userId, String key, int schemaVersion, @JsonRawValue String state) {}
