/** Tests of scratch copies. */
@NullMarked
package dev.lockstep.mongo.rehearsal;

import org.jspecify.annotations.NullMarked;
