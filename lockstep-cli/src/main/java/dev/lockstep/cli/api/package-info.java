/**
 * Client of the coordinator's REST API, with its own views of the JSON documents. Only fields that the commands print
 * are read.
 */
@NullMarked
package dev.lockstep.cli.api;

import org.jspecify.annotations.NullMarked;
