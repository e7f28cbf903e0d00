/** Tests of calls of tools, with shell scripts as tools. */
@NullMarked
package dev.lockstep.worker.tool;

import org.jspecify.annotations.NullMarked;
