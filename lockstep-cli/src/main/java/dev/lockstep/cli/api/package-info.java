/**
 * Client of the coordinator's REST API. Its records contain only those fields of the JSON documents that the commands
 * use.
 */
@NullMarked
package dev.lockstep.cli.api;

import org.jspecify.annotations.NullMarked;
