package dev.lockstep.cli.api;

import java.util.List;

/**
 * A target that was forgotten, or that can be.
 *
 * @param workers the workers that have served it last
 * @param silentSeconds the time since the last message of any of them
 * @param migrations the number of completed migrations that can be rolled back only while a worker serves it under its
 *     name
 */
public record ForgottenTarget(List<String> workers, long silentSeconds, long migrations) {}
