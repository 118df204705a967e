package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.Copies;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.Holdings;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.Mark;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.Sync;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Steps 2 to 5 of rule C, as one process takes them: one effect at a time, and it may sleep before each. */
final class SimulatedEpisode {

    private final World world;
    private final Actor driver;
    private final SplittableRandom random;
    private final SimulatedRegion region;
    private final SimulatedRegion source;
    private final Connection copying;
    private final Connection givingBack;
    private final TokenReader reader;
    private RegionJournal journal;
    private long version;
    private final Runnable copy = this::copySome;
    private Runnable next;
    private boolean over;
    private boolean ending;
    private boolean complete;
    private long sourceEnd;
    private long from;
    private long scanEnd;
    private Holdings holdings = new Holdings(0, 0);
    private Copies copies = new Copies(holdings, Map.of(), Map.of());
    private DeliveryOrder order = new DeliveryOrder(List.of());
    private long position;
    private final Deque<Event> leftovers = new ArrayDeque<>();
    private final Frontier refused = new Frontier();
    private long to;

    SimulatedEpisode(Actor driver, SimulatedRegion region, RegionJournal own, long version) {
        this.world = driver.world;
        this.driver = driver;
        this.random = world.random();
        this.region = region;
        this.source = world.other(region);
        this.copying = region.connect(driver.place());
        this.givingBack = source.connect(driver.place());
        this.reader = new TokenReader(driver);
        this.journal = own;
        this.version = version;
        this.next = log().checkpoint() == null ? this::begin : this::scan;
    }

    boolean isOf(RegionId id, long episode) {
        return region.id().equals(id) && journal.episode() == episode;
    }

    long number() {
        return journal.episode();
    }

    /** True if it cannot go on: somebody else owns it, or something has failed. Another try begins with the journal. */
    boolean isOver() {
        return over || copying.isBroken() || givingBack.isBroken();
    }

    /** True from when everything is copied: whoever sleeps now may be late. */
    boolean isEnding() {
        return ending;
    }

    /** True if everything is copied and recorded, so that the region may be promoted. */
    boolean isComplete() {
        return complete;
    }

    /** What is on its way may still be executed. */
    void leave() {
        region.leave(copying);
        source.leave(givingBack);
    }

    /** Takes one step; the first waits until views have expired (step 2). */
    void step(boolean waited) {
        if (waited || log().checkpoint() != null) {
            next.run();
        }
    }

    private void begin() {
        if (world.canRead(driver, source)) {
            sourceEnd = source.log().size();
            next = this::scan;
        }
    }

    /** Step 3: what the own log holds. */
    private void scan() {
        if (!world.canRead(driver, region)) {
            return;
        }
        Checkpoint known = log().checkpoint();
        from = known == null ? Math.max(log().mark(source.id()).compared(), log().spansEnd()) : known.from();
        scanEnd = region.log().size();
        long marked = log().mark(source.id()).own();
        holdings = new Holdings(from, log().inSyncUntil());
        for (long offset = Math.min(marked, from); offset < scanEnd; offset++) {
            read(offset, region.log().get((int) offset));
        }
        next = known == null ? this::recordFirstCheckpoint : this::open;
    }

    private void read(long offset, Event event) {
        if (offset >= from) {
            if (event.copiedIn() != 0) {
                world.reached(Reached.ABORTED_COPY_NOT_COUNTED);
            } else if (event.sequence() < holdings.inOrder().end(event.producer())) {
                world.reached(Reached.DIRECT_WRITE_OUT_OF_ORDER);
            }
            if (event.copiedIn() != 0 && world.has(PlantedBug.COUNTS_ABORTED_COPIES)
                    || event.copiedIn() == 0 && world.has(PlantedBug.COUNTS_WRITES_OUT_OF_ORDER)) {
                holdings.inOrder().add(event.producer(), event.sequence());
            }
        }
        holdings.read(offset, event.producer(), event.sequence(), event.copiedIn());
    }

    private Map<Long, Long> passed() {
        return world.has(PlantedBug.FORGETS_WHAT_IT_HAS_PASSED) ? Map.of() : copies.passed();
    }

    private void recordFirstCheckpoint() {
        long theirs = log().mark(source.id()).theirs();
        long start = world.has(PlantedBug.BEGINS_ITS_SPAN_TOO_LATE) ? scanEnd : from;
        save(new Checkpoint(start, theirs, sourceEnd, theirs, Map.of(), Map.of(), 0, 0), this::open);
    }

    private void open() {
        Checkpoint known = log().checkpoint();
        if (!world.canRead(driver, source) || known == null) {
            return;
        }
        from = known.from();
        sourceEnd = known.sourceEnd();
        copies = new Copies(holdings, known.firstMissing(), known.passed());
        order = new DeliveryOrder(world.spans(source));
        position = known.resume();
        order.seek(position);
        next = copy;
    }

    /** Step 4. */
    private void copySome() {
        if (!world.canRead(driver, source)) {
            return;
        }
        for (int most = random.nextInt(10); most >= 0; most--) {
            if (position < Math.min(sourceEnd, order.passEnd())) {
                copy(source.log().get((int) position));
                position++;
            } else if (order.passEnd() != Long.MAX_VALUE) {
                position = order.turn();
            } else {
                next = this::compareBack;
                return;
            }
        }
        if (world.has(PlantedBug.PROMOTES_BEFORE_COPYING_HAS_ENDED) && random.nextInt(10) == 0) {
            next = this::takeEnd;
        } else if (next.equals(copy) && random.nextInt(4) == 0) {
            next = this::saveCheckpoint;
        }
    }

    private void copy(Event event) {
        if (!order.isDue(position, event.producer(), event.sequence(), event.copiedIn()) || !mustCopy(event)) {
            return;
        }
        if (world.has(PlantedBug.GOES_ON_AFTER_A_LOST_COPY) && random.nextInt(30) == 0) {
            next = () -> over = true; // but what is read in this step is still sent
        } else {
            driver.note("copies #/#", event.producer(), event.sequence());
            copying.send(new Event(event.producer(), event.sequence(), number()));
        }
    }

    private boolean mustCopy(Event event) {
        boolean careless = world.has(PlantedBug.COPIES_ONLY_WHAT_IS_MISSING)
                && holdings.inOrder().contains(event.producer(), event.sequence());
        if (world.has(PlantedBug.TAKES_A_STRAGGLER_FOR_THE_FIRST)) {
            copies = new Copies(holdings, copies.firstMissing(), Map.of());
        }
        if (event.sequence() < holdings.givenUpBelow(event.producer())
                && !holdings.inOrder().contains(event.producer(), event.sequence())) {
            world.reached(Reached.GIVEN_UP_COPIED_ALONE);
        }
        return copies.mustCopy(event.producer(), event.sequence()) && !careless;
    }

    private void saveCheckpoint() {
        if (copying.isIdle() && !isOver()) {
            long resume = world.has(PlantedBug.RESUMES_AT_ITS_POSITION) ? position : order.resumeAt(position);
            Checkpoint last = log().checkpoint();
            long sourceFrom = last == null ? 0 : last.sourceFrom();
            save(new Checkpoint(from, sourceFrom, sourceEnd, resume, copies.firstMissing(), passed(), 0, 0), copy);
        }
    }

    /** What only this region has: it was never acknowledged. As much is known of the source as was read in this episode. */
    private void compareBack() {
        if (!world.canRead(driver, source) || !world.canRead(driver, region)) {
            return;
        }
        Frontier theirs = new Frontier();
        long theirsFrom = log().mark(source.id()).theirs();
        for (Event event : source.log().subList((int) theirsFrom, source.log().size())) {
            theirs.add(event.producer(), event.sequence());
        }
        for (Event event : region.log().subList((int) from, (int) scanEnd)) {
            boolean known = theirs.contains(event.producer(), event.sequence());
            boolean keepsOrder = event.sequence() <= theirs.end(event.producer());
            if (!known && (keepsOrder || world.has(PlantedBug.GIVES_BACK_OUT_OF_ORDER))) {
                theirs.add(event.producer(), event.sequence());
                leftovers.add(new Event(event.producer(), event.sequence(), 0));
            } else if (!known) {
                world.reached(Reached.LEFTOVER_LEFT);
                refused.add(event.producer(), event.sequence());
            }
        }
        next = this::giveBack;
    }

    private void giveBack() {
        Event leftover = leftovers.poll();
        if (leftover != null) {
            driver.note("gives back #/#", leftover.producer(), leftover.sequence());
            world.reached(Reached.LEFTOVER_GIVEN_BACK);
            givingBack.send(leftover);
        } else if (copying.isIdle() && givingBack.isIdle()) {
            next = this::takeEnd;
            ending = true;
        }
    }

    private void takeEnd() {
        if (world.canRead(driver, region) && !isOver()) {
            to = region.log().size();
            next = world.has(PlantedBug.ENDS_ITS_SPAN_UNSEEN) ? this::end : this::confirm;
        }
    }

    /** The episode was still under way when the end was taken: nothing that a later one lets in stands before it. */
    private void confirm() {
        View view = reader.advance();
        if (view != null) {
            boolean underWay = view.token().sync(region.id()) == Sync.CATCHING_UP
                    && view.token().episode(region.id()) == number();
            over = !underWay;
            next = this::end;
        }
    }

    /** Step 5. */
    void end() {
        Map<Long, Long> firstMissing = copies.firstMissing();
        Span span = firstMissing.isEmpty() || to == from ? null : new Span(from, to, number(), firstMissing);
        List<Span> spans = new ArrayList<>(log().spans());
        if (span != null) {
            spans.add(span);
        }
        SortedMap<RegionId, Mark> marks = new TreeMap<>(log().marks());
        marks.put(source.id(), new Mark(sourceEnd, from, to));
        if (world.has(PlantedBug.RECORDS_ITS_SPAN_AFTER_PROMOTING) && !complete) {
            complete = true; // and comes here again
        } else if (write(new LogJournal(spans, marks, null, log().inSyncUntil()))) {
            world.promises().compared(region, from, scanEnd, refused);
            complete = true;
        }
    }

    private void save(Checkpoint checkpoint, Runnable then) {
        if (write(log().with(checkpoint))) {
            next = then;
        }
    }

    private boolean write(LogJournal log) {
        RegionJournal changed = journal.with(new TreeMap<>(Map.of(SimulatedStore.LOG, log)));
        boolean careless = ending && world.has(PlantedBug.ENDS_THOUGH_REPLACED);
        long expected = careless ? world.store().journal(region.id()).version() : version;
        Boolean applied =
                world.network().call(driver.place(), world.store().place(), () -> world.write(expected, changed));
        over = applied == null || !applied; // unknown counts as over: the journal will tell whoever adopts it next
        if (applied != null && !applied) {
            world.reached(Reached.EPISODE_REPLACED);
        }
        journal = changed;
        version++;
        return !over;
    }

    private LogJournal log() {
        return journal.log(SimulatedStore.LOG);
    }
}
