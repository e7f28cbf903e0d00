/**
 * The coordinator's API as a client sees it: migrations and their steps, actions with the version they are meant for,
 * and problems with the place in the plan and the mend.
 */
@NullMarked
package dev.lockstep.cli.api;

import org.jspecify.annotations.NullMarked;
