/**
 * Real servers for tests. {@code Shared*} starts one server of a kind per JVM and gives each test a fresh database,
 * key space or topic prefix. {@link dev.lockstep.testservers.DedicatedServers} starts a server for a test that stops
 * or kills it. No production code depends on this module.
 */
@NullMarked
package dev.lockstep.testservers;

import org.jspecify.annotations.NullMarked;
