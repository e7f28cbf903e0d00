package dev.lockstep.example.conversation;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Conversations and their store. */
@Configuration(proxyBeanMethods = false)
class ConversationConfiguration {
    @Bean
    MongoConversations conversations(MongoTemplate mongo, Clock clock) {
        return new MongoConversations(mongo, clock);
    }

    @Bean
    MongoStore mongoStore(MongoTemplate mongo) {
        return new MongoStore(mongo);
    }
}
