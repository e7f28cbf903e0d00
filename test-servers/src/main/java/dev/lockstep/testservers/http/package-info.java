/** An HTTP server whose answers a test chooses. */
@NullMarked
package dev.lockstep.testservers.http;

import org.jspecify.annotations.NullMarked;
