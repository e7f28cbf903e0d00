package dev.lockstep.coordinator.audit;

import dev.lockstep.contract.json.LockstepJson;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Appends entries to the chain. An entry locks the last hash until its transaction ends, so all coordinators write one
 * chain; therefore it is written at the end of its transaction.
 */
public final class JdbcAuditTrail {
    private final JdbcTemplate jdbc;

    public JdbcAuditTrail(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An entry with its place in the chain.
     *
     * @param text the text that the hash covers
     * @param hash the SHA-256 of the hash before it and the text, in hexadecimal
     */
    record ChainedEntry(long sequence, String text, String hash) {}

    /** Takes part in the current transaction. */
    void append(AuditEntry entry) {
        String text = LockstepJson.messages().writeValueAsString(entry);
        jdbc.update(
                """
                WITH head AS (
                    UPDATE audit_head SET sequence = sequence + 1, hash = sha256(hash || convert_to(?, 'UTF8'))
                    RETURNING sequence, hash
                )
                INSERT INTO audit_entry (sequence, entry, hash) SELECT sequence, ?, hash FROM head
                """,
                text,
                text);
    }

    /** The entries behind this sequence, oldest first. */
    List<ChainedEntry> after(long sequence, int limit) {
        return jdbc.query(
                "SELECT sequence, entry, encode(hash, 'hex') FROM audit_entry WHERE sequence > ? ORDER BY sequence LIMIT ?",
                (row, _index) -> new ChainedEntry(row.getLong(1), row.getString(2), row.getString(3)),
                sequence,
                limit);
    }

    /** The end of the chain, without its text. */
    ChainedEntry head() {
        return jdbc.query(
                        "SELECT sequence, encode(hash, 'hex') FROM audit_head",
                        (row, _index) -> new ChainedEntry(row.getLong(1), "", row.getString(2)))
                .getFirst();
    }
}
