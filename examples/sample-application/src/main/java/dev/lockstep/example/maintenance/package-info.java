/**
 * Maintenance mode: reads are answered, writes are refused with 503. The request to enter is answered after all writes
 * in progress have ended, so nothing that the application does can change the stores afterwards. A file keeps the mode,
 * so a restarted application stays in it.
 */
@NullMarked
package dev.lockstep.example.maintenance;

import org.jspecify.annotations.NullMarked;
