package dev.lockstep.contract.plan;

import tools.jackson.databind.JsonNode;

record Plan(JsonNode node) {}
