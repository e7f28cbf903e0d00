package dev.lockstep.mongo.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetLifeContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoTargetLifeTest extends TargetLifeContract {
    private final MongoTestDatabase database = new MongoTestDatabase();

    MongoTargetLifeTest() {
        database.insert("units", "{n: 1}", "{n: 2}", "{n: 3}");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected ConnectedTarget connect() {
        return database.connect();
    }

    @Override
    protected TargetKind kind() {
        return TargetKind.MONGO;
    }

    @Override
    protected StepOperation operation() {
        return MongoOperations.update("units", "{}", "{'$inc': {'n': 1}}");
    }

    @Override
    protected String digest() {
        return database.digest();
    }

    @Override
    protected List<String> ours() {
        return database.database().listCollectionNames().into(new ArrayList<>()).stream()
                .filter(name -> name.startsWith("lockstep_"))
                .sorted()
                .toList();
    }

    @Test
    void a_collection_of_somebody_else_with_such_a_name_stays_and_is_named() {
        database.insert("lockstep_notes", "{a: 1}");
        UninstallResult result = uninstall(false, false);
        assertThat(ours()).containsExactly("lockstep_notes");
        assertThat(result.notes()).containsExactly("collection lockstep_notes stays: Lockstep did not create it");
    }
}
