package dev.baton.cli.demo.stage;

import dev.baton.testkit.broker.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that runs inside one region, to be lost as a whole. Safe for any thread, but one fault at a time. */
final class RegionProcesses {

    private static final Duration RESTART_DEADLINE = Duration.ofMinutes(3);

    private final KafkaBroker broker;
    private volatile List<Slot> processors = List.of();
    private volatile @Nullable Slot agent;

    RegionProcesses(KafkaBroker broker) {
        this.broker = broker;
    }

    KafkaBroker broker() {
        return broker;
    }

    void startProcessors(List<Slot> slots) {
        processors = List.copyOf(slots);
        processors.forEach(Slot::start);
    }

    void startAgent(Slot slot) {
        agent = slot;
        slot.start();
    }

    Stream<Slot> slots() {
        return Stream.concat(Stream.ofNullable(agent), processors.stream());
    }

    /** SIGKILL for all of it, at the same time. */
    void kill() {
        all(broker::kill, Slot::kill);
    }

    /** SIGSTOP for all of it, at the same time. */
    void freeze() {
        all(
                () -> {
                    if (broker.process().isAlive()) {
                        broker.freeze();
                    }
                },
                Slot::freeze);
    }

    void killAgent() {
        Slot slot = agent;
        if (slot != null) {
            slot.kill();
        }
    }

    void ensureAgent() {
        Slot slot = agent;
        if (slot != null) {
            slot.ensure();
        }
    }

    void freezeProcessors() {
        processors.forEach(Slot::freeze);
    }

    void thawProcessors() {
        processors.forEach(Slot::thaw);
    }

    /** Whatever was killed is started again, whatever was frozen goes on; returns when the broker serves. */
    void restore() {
        if (broker.process().isAlive()) {
            all(broker::thaw, Slot::thaw);
            return;
        }
        broker.restart();
        broker.awaitReady(RESTART_DEADLINE);
        slots().forEach(Slot::start);
    }

    /** A thread each: a region is lost at one instant, not process by process. */
    private void all(Runnable onBroker, Consumer<Slot> onSlot) {
        Stream<Runnable> orders = Stream.concat(Stream.of(onBroker), slots().map(slot -> () -> onSlot.accept(slot)));
        List<CompletableFuture<Void>> done = orders.map(
                        order -> CompletableFuture.runAsync(order, task -> new Thread(task, "fault").start()))
                .toList();
        done.forEach(CompletableFuture::join);
    }
}
