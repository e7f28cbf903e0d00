package dev.lockstep.cli.script;

import tools.jackson.databind.JsonNode;

/**
 * A literal as Extended JSON.
 *
 * @param line where it starts
 */
record JsValue(JsonNode json, int line) {}
