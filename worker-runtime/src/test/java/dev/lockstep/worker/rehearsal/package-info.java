/** The contract of rehearsals, which every worker runs on a real server. */
@NullMarked
package dev.lockstep.worker.rehearsal;

import org.jspecify.annotations.NullMarked;
