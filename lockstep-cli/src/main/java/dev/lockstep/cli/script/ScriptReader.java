package dev.lockstep.cli.script;

import java.util.List;

/** Reads the scripts of one tool. */
interface ScriptReader {
    /** The scripts in the order in which the tool runs them, then those that have no place in it. */
    List<ScriptReport> read(ScriptFiles files);
}
