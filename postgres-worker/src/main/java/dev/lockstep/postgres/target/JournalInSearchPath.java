package dev.lockstep.postgres.target;

import dev.lockstep.worker.OperationFailed;

/** The failure of a connection on which unqualified names could resolve to the journal's tables. */
public final class JournalInSearchPath {
    private JournalInSearchPath() {}

    public static OperationFailed failure(String searchPath) {
        return OperationFailed.withoutEffect(
                "journal-in-search-path",
                "the search_path is «%s» and contains schema lockstep_journal, which only Lockstep may use;"
                                .formatted(searchPath)
                        + " remove the schema from the search_path of the role and of the database");
    }
}
