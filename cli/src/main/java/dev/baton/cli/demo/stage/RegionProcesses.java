package dev.baton.cli.demo.stage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that runs inside one region, to be lost as a whole. Safe for any thread, but one fault at a time. */
final class RegionProcesses {

    private static final Duration RESTART_DEADLINE = Duration.ofMinutes(3);

    private final RegionService service;
    private volatile List<Slot> processors = List.of();
    private volatile @Nullable Slot agent;

    RegionProcesses(RegionService service) {
        this.service = service;
    }

    RegionService service() {
        return service;
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
        all(service::kill, Slot::kill);
    }

    /** SIGSTOP for all of it, at the same time. */
    void freeze() {
        all(
                () -> {
                    if (service.isAlive()) {
                        service.freeze();
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

    /** Whatever was killed is started again, whatever was frozen goes on; returns when the region serves. */
    void restore() {
        if (service.isAlive()) {
            all(service::thaw, Slot::thaw);
            return;
        }
        service.restart();
        service.awaitReady(RESTART_DEADLINE);
        slots().forEach(Slot::start);
    }

    /** A thread each: a region is lost at one instant, not process by process. */
    private void all(Runnable onService, Consumer<Slot> onSlot) {
        Stream<Runnable> orders = Stream.concat(Stream.of(onService), slots().map(slot -> () -> onSlot.accept(slot)));
        List<CompletableFuture<Void>> done = orders.map(
                        order -> CompletableFuture.runAsync(order, task -> new Thread(task, "fault").start()))
                .toList();
        done.forEach(CompletableFuture::join);
    }
}
