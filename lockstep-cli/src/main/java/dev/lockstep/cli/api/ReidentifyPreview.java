package dev.lockstep.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * What a new identity would mean.
 *
 * @param identity the identity that the target has now
 * @param migrations the number of migrations that could no longer be rolled back
 */
public record ReidentifyPreview(@Nullable String identity, long migrations) {}
