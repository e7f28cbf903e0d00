package dev.lockstep.sql;

/**
 * One statement of a script.
 *
 * @param text the text from the first token to the last, without the semicolon
 * @param line the line of the first token, counted from 1
 * @param column the column of the first token, counted from 1
 */
public record SqlStatement(String text, int line, int column, SqlPlacement placement) {}
