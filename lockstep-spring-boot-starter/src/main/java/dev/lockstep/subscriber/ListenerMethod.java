package dev.lockstep.subscriber;

import dev.lockstep.contract.event.MigrationEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;

/** One method with {@link MigrationListener}. */
final class ListenerMethod {
    private final Object bean;
    private final Method method;
    private final Class<?> parameter;
    private final Set<Class<? extends MigrationEvent>> types;
    private final Set<String> plans;

    ListenerMethod(Object bean, Method method, MigrationListener listener) {
        this.bean = bean;
        this.method = method;
        this.parameter = parameterOf(method);
        this.types = Set.of(listener.types());
        this.plans = Set.of(listener.plans());
        method.setAccessible(true);
    }

    private static Class<?> parameterOf(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        if (parameters.length != 1
                || !(parameters[0] == MigrationMessage.class || MigrationEvent.class.isAssignableFrom(parameters[0]))) {
            throw new IllegalStateException(
                    "The method %s has @MigrationListener; give it one parameter, a MigrationMessage or a MigrationEvent"
                            .formatted(method));
        }
        return parameters[0];
    }

    boolean wants(MigrationMessage message) {
        MigrationEvent event = message.event();
        return (types.isEmpty() || types.contains(event.getClass()))
                && (plans.isEmpty() || plans.contains(event.plan().value()))
                && (parameter == MigrationMessage.class || parameter.isInstance(event));
    }

    void invoke(KafkaEvent source, MigrationMessage message) {
        try {
            method.invoke(bean, parameter == MigrationMessage.class ? message : message.event());
        } catch (InvocationTargetException e) {
            throw new ListenerFailed(source, method.toString(), e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new ListenerFailed(source, method.toString(), e);
        }
    }
}
