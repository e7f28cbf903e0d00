package dev.lockstep.subscriber;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Finds the methods with {@link MigrationListener} of all beans, and calls those that want an event. */
final class ListenerMethods implements BeanPostProcessor {
    private final List<ListenerMethod> methods = new CopyOnWriteArrayList<>();

    @Override
    public @Nullable Object postProcessAfterInitialization(Object bean, String name) {
        Map<Method, MigrationListener> found = MethodIntrospector.selectMethods(
                AopUtils.getTargetClass(bean),
                (Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, MigrationListener.class));
        found.forEach((method, listener) -> methods.add(
                new ListenerMethod(bean, AopUtils.selectInvocableMethod(method, bean.getClass()), listener)));
        return bean;
    }

    boolean isEmpty() {
        return methods.isEmpty();
    }

    Outcome deliver(KafkaEvent event) {
        MigrationMessage message = event.message();
        if (message == null) {
            return Outcome.IGNORED;
        }
        List<ListenerMethod> wanting =
                methods.stream().filter(method -> method.wants(message)).toList();
        wanting.forEach(method -> method.invoke(event, message));
        return wanting.isEmpty() ? Outcome.IGNORED : Outcome.DELIVERED;
    }
}
