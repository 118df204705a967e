package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Decoded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Frontier against {@link NaiveFrontier}, under random operations on few producers, few sequences and few rounds. */
class FrontierModelTest {

    private static final int SPAN = 40;
    private static final long[] BASES = {0, 1_000, Long.MAX_VALUE - SPAN};
    private static final List<Long> PRODUCERS = producers();

    private static List<Long> producers() {
        List<Long> ids = new ArrayList<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
        for (long id : ProducerIds.colliding(6)) {
            ids.add(id);
        }
        return ids.stream().distinct().toList();
    }

    /** Something that happens to a frontier. */
    sealed interface Step {
        void applyTo(Frontier frontier, NaiveFrontier model);

        /** The sequences of one producer from {@code from} on; a length of 0 stands for {@link Frontier#add}. */
        record Added(long producer, long from, int length) implements Step {
            @Override
            public void applyTo(Frontier frontier, NaiveFrontier model) {
                if (length == 0) {
                    boolean added = frontier.add(producer, from);
                    assertThat(added).as("%s", this).isEqualTo(model.add(producer, from));
                } else {
                    frontier.addRange(producer, from, from + length);
                    model.addRange(producer, from, from + length);
                }
            }

            void applyTo(Frontier frontier) {
                frontier.addRange(producer, from, from + Math.max(1, length));
            }
        }

        record RoundsEnded(int count) implements Step {
            @Override
            public void applyTo(Frontier frontier, NaiveFrontier model) {
                endRounds(frontier, count);
                model.endRounds(count);
            }
        }
    }

    private static void endRounds(Frontier frontier, int count) {
        Round round = frontier.round();
        frontier.follow(new Round(round.number() + count, round.began()));
    }

    @Provide
    Arbitrary<List<Step.Added>> additions() {
        return added().list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> rounds = Arbitraries.integers().between(1, 4).map(Step.RoundsEnded::new);
        return Arbitraries.frequencyOf(Tuple.of(12, added().map(Step.class::cast)), Tuple.of(1, rounds))
                .list()
                .ofMaxSize(60);
    }

    private static Arbitrary<Step.Added> added() {
        Arbitrary<Step.Added> scattered = Combinators.combine(
                        Arbitraries.of(PRODUCERS),
                        Arbitraries.of(0, 1, 2),
                        Arbitraries.integers().between(0, SPAN - 9),
                        Arbitraries.integers().between(0, 8))
                .as((producer, base, from, length) -> new Step.Added(producer, BASES[base] + from, length));
        // Mostly one producer in one range, so that gaps arise, are filled and run into each other.
        Arbitrary<Step.Added> crowded = Combinators.combine(
                        Arbitraries.integers().between(0, SPAN - 9),
                        Arbitraries.integers().between(0, 3))
                .as((from, length) -> new Step.Added(PRODUCERS.get(0), from, length));
        return Arbitraries.frequencyOf(Tuple.of(1, scattered), Tuple.of(2, crowded));
    }

    @Property(tries = 1000)
    void shouldHoldExactlyWhatWasAdded(@ForAll("steps") List<Step> steps) {
        // Given
        Frontier frontier = new Frontier();
        NaiveFrontier model = new NaiveFrontier();
        for (Step step : steps) {
            // When
            step.applyTo(frontier, model);
            // Then
            assertThat(frontier.events()).isEqualTo(model.events());
        }
        assertSame(frontier, model);
    }

    @Property(tries = 400)
    void shouldJoinCoverAndCopyLikeSets(@ForAll("steps") List<Step> left, @ForAll("steps") List<Step> right) {
        // Given
        Frontier one = new Frontier();
        NaiveFrontier oneModel = new NaiveFrontier();
        left.forEach(step -> step.applyTo(one, oneModel));
        Frontier two = new Frontier();
        NaiveFrontier twoModel = new NaiveFrontier();
        right.forEach(step -> step.applyTo(two, twoModel));
        assertThat(one.covers(two)).isEqualTo(oneModel.covers(twoModel));
        assertThat(one.equals(two)).isEqualTo(oneModel.sequences().equals(twoModel.sequences()));
        // When
        Frontier union = one.copy();
        union.addAll(two);
        NaiveFrontier unionModel = new NaiveFrontier();
        unionModel.addAll(oneModel);
        unionModel.addAll(twoModel);
        // Then
        assertSame(union, unionModel);
        assertSame(one, oneModel);
        assertSame(two, twoModel);
        assertThat(union.covers(one)).isTrue();
        assertThat(union.covers(two)).isTrue();
        assertThat(one.covers(union)).isEqualTo(oneModel.covers(unionModel));
    }

    @Property(tries = 400)
    void shouldShowWhatAnotherLacks(@ForAll("steps") List<Step> left, @ForAll("steps") List<Step> right) {
        // Given
        Frontier one = new Frontier();
        NaiveFrontier oneModel = new NaiveFrontier();
        left.forEach(step -> step.applyTo(one, oneModel));
        Frontier two = new Frontier();
        NaiveFrontier twoModel = new NaiveFrontier();
        right.forEach(step -> step.applyTo(two, twoModel));
        // When
        Frontier missing = new Frontier();
        one.forEachMissingFrom(two, missing::addRange);
        // Then
        assertSame(missing, oneModel.without(twoModel));
        assertSame(one, oneModel);
        assertSame(two, twoModel);
    }

    @Property(tries = 200)
    void shouldTellWhereAProducerEnds(@ForAll("steps") List<Step> steps) {
        // Given
        Frontier frontier = new Frontier();
        NaiveFrontier model = new NaiveFrontier();
        // When
        steps.forEach(step -> step.applyTo(frontier, model));
        // Then
        for (long producer : PRODUCERS) {
            TreeSet<Long> sequences = model.sequences().get(producer);
            assertThat(frontier.end(producer)).isEqualTo(sequences == null ? 0 : sequences.last() + 1);
        }
    }

    @Property(tries = 300)
    void shouldNotDependOnTheOrderOfAdding(@ForAll("additions") List<Step.Added> steps, @ForAll long seed) {
        // Given
        List<Step.Added> shuffled = new ArrayList<>(steps);
        Collections.shuffle(shuffled, new Random(seed));
        Frontier one = new Frontier();
        Frontier two = new Frontier();
        // When
        steps.forEach(step -> step.applyTo(one));
        shuffled.forEach(step -> step.applyTo(two));
        // Then
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).hasToString(two.toString());
        assertThat(FrontierCodec.encode(one)).isEqualTo(FrontierCodec.encode(two));
    }

    @Property(tries = 400)
    void shouldSurviveItsEncoding(@ForAll("steps") List<Step> steps) {
        // Given
        Frontier frontier = new Frontier();
        NaiveFrontier model = new NaiveFrontier();
        steps.forEach(step -> step.applyTo(frontier, model));
        // When
        Decoded<Frontier> decoded = FrontierCodec.decode(FrontierCodec.encode(frontier));
        // Then
        Frontier again = decoded.orElseThrow(IllegalStateException::new);
        assertThat(again).isEqualTo(frontier).hasSameHashCodeAs(frontier);
        assertThat(again.round()).isEqualTo(frontier.round());
        for (int rounds = 0; rounds <= Frontier.KEPT_ROUNDS; rounds++) {
            assertSame(again, model);
            endRounds(again, 1); // so that a wrong age shows
            model.endRounds(1);
        }
        assertThat(again.producers()).isZero();
    }

    private static void assertSame(Frontier frontier, NaiveFrontier model) {
        assertThat(shown(frontier)).isEqualTo(model.sequences());
        assertThat(frontier.producers()).isEqualTo(model.producers());
        assertThat(frontier.events()).isEqualTo(model.events());
        for (long producer : PRODUCERS) {
            for (long base : BASES) {
                for (long sequence = base; sequence < base + SPAN; sequence++) {
                    assertContains(frontier, model, producer, sequence);
                }
            }
        }
    }

    private static void assertContains(Frontier frontier, NaiveFrontier model, long producer, long sequence) {
        if (frontier.contains(producer, sequence) != model.contains(producer, sequence)) {
            throw new AssertionError(producer + "/" + sequence + " in " + model.sequences());
        }
    }

    /** What {@link Frontier#forEach} shows; fails if intervals touch or come out of order. */
    private static Map<Long, TreeSet<Long>> shown(Frontier frontier) {
        Map<Long, TreeSet<Long>> shown = new TreeMap<>();
        frontier.forEach((producer, from, to) -> {
            TreeSet<Long> sequences = shown.computeIfAbsent(producer, none -> new TreeSet<>());
            assertThat(from).isLessThan(to);
            assertThat(sequences.isEmpty() || sequences.last() < from - 1).isTrue();
            for (long sequence = from; sequence < to; sequence++) {
                sequences.add(sequence);
            }
        });
        return shown;
    }
}
