/**
 * Features of MongoDB that a MongoDB-compatible server may not have. They are tested on the server. A test that needs a
 * missing feature is skipped, and the report gives the reason.
 */
@NullMarked
package dev.lockstep.testservers.capability;

import org.jspecify.annotations.NullMarked;
