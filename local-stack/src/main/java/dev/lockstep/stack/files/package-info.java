/**
 * Files of the local servers. Their jars are resources of this module. Jars and binaries are unpacked once per machine
 * into a cache directory whose name contains a fingerprint of their content.
 */
@NullMarked
package dev.lockstep.stack.files;

import org.jspecify.annotations.NullMarked;
