package dev.lockstep.sql;

/**
 * One statement of a script.
 *
 * @param text from its first token to its last, without the semicolon
 * @param line where it begins, from 1
 * @param column where it begins, from 1
 */
public record SqlStatement(String text, int line, int column, SqlPlacement placement) {}
