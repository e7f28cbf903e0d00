package dev.lockstep.sql;

/**
 * One statement of a script.
 *
 * @param text from its first token to its last, without the semicolon
 * @param line of its first token, from 1
 * @param column of its first token, from 1
 */
public record SqlStatement(String text, int line, int column, SqlPlacement placement) {}
