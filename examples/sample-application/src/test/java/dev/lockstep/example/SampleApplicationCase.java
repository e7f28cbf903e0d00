package dev.lockstep.example;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A running application over stores in the old form. */
abstract class SampleApplicationCase {

    static final String NEW_EXERCISE =
            """
            {"userId": 3, "exerciseName": "rowing", "exerciseNameHe": "חתירה", "exerciseType": "cardio",
             "pointsEarned": 12, "difficultyLevel": 8}
            """;

    @TempDir
    Path directory;

    TestStores stores;
    RunningApplication application;

    @BeforeEach
    void start() throws SQLException {
        stores = TestStores.inOldForm();
        application = RunningApplication.on(stores, directory);
    }

    @AfterEach
    void stop() {
        application.close();
    }
}
