package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoQueryPlanTest {
    private static MongoQueryPlan planOf(String winningPlan) {
        return MongoQueryPlan.of(BsonDocument.parse("{queryPlanner: {winningPlan: %s}, ok: 1}".formatted(winningPlan)));
    }

    @Nested
    class A_plan {
        @Test
        void with_an_index_names_it() {
            assertThat(
                            planOf(
                                    """
                            {stage: 'SORT', inputStage: {stage: 'FETCH', inputStage: {stage: 'IXSCAN', indexName: 'by_owner',
                            indexBounds: {owner: ['["a", "a"]']}}}}
                            """))
                    .isEqualTo(new MongoQueryPlan("by_owner", "IXSCAN by_owner"));
        }

        @Test
        void of_the_execution_engine_of_later_versions_is_found_one_level_deeper() {
            assertThat(
                            planOf(
                                    """
                            {isCached: false, queryPlan: {stage: 'FETCH', planNodeId: 2, inputStage: {stage: 'IXSCAN',
                            indexName: 'by_owner', indexBounds: {owner: ['["a", "a"]']}}}, slotBasedPlan: {slots: ''}}
                            """))
                    .isEqualTo(new MongoQueryPlan("by_owner", "IXSCAN by_owner"));
        }

        @Test
        void with_several_indexes_names_all() {
            assertThat(
                            planOf(
                                    """
                            {stage: 'OR', inputStages: [
                            {stage: 'IXSCAN', indexName: 'a', indexBounds: {a: ['[1, 1]']}},
                            {stage: 'IXSCAN', indexName: 'b', indexBounds: {b: ['[1, 1]']}}]}
                            """))
                    .isEqualTo(new MongoQueryPlan("a, b", "IXSCAN a, IXSCAN b"));
        }

        @Test
        void that_reads_the_collection_has_no_index() {
            assertThat(planOf("{stage: 'SORT', inputStage: {stage: 'COLLSCAN', direction: 'forward'}}"))
                    .isEqualTo(new MongoQueryPlan(null, "COLLSCAN"));
        }

        @Test
        void that_reads_all_keys_of_an_index_for_the_order_only_has_no_index() {
            assertThat(
                            planOf(
                                    """
                            {stage: 'FETCH', filter: {a: 1}, inputStage: {stage: 'IXSCAN', indexName: '_id_',
                            indexBounds: {_id: ['[MinKey, MaxKey]']}}}
                            """))
                    .isEqualTo(new MongoQueryPlan(null, "IXSCAN _id_, the whole collection"));
        }

        @Test
        void that_is_missing_counts_as_not_explained() {
            assertThat(MongoQueryPlan.of(BsonDocument.parse("{ok: 1}")))
                    .isEqualTo(new MongoQueryPlan(null, "the server does not explain its plan"));
        }
    }
}
