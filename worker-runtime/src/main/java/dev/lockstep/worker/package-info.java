/**
 * What every worker shares, whatever database it serves: a command arrives, the fence of its target is asked, the
 * step journal tells how far the step had come, an executor goes on from there, and a report says how it ended. A
 * worker keeps no truth of its own; all of it can be lost at any moment and found again in the target.
 */
@NullMarked
package dev.lockstep.worker;

import org.jspecify.annotations.NullMarked;
