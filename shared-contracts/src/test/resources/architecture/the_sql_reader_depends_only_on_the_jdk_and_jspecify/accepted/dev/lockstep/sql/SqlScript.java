package dev.lockstep.sql;

import java.util.List;

record SqlScript(List<String> statements) {}
