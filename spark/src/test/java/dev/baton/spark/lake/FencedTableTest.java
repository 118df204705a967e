package dev.baton.spark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.CommitOutcome.Committed;
import dev.baton.core.sink.CommitOutcome.Superseded;
import dev.baton.core.sink.CommitOutcome.Unknown;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table in a directory, without Spark. */
class FencedTableTest {

    private static final HadoopTables TABLES = new HadoopTables(new Configuration());
    private static final IcebergEffectStore STORE = new IcebergEffectStore("lake.db.flights", "billing", "flights");

    @TempDir
    private Path directory;

    private FencedTable own;
    private Progress before;

    @BeforeEach
    void create() {
        Schema schema = new Schema(Types.NestedField.optional(1, "sequence", Types.LongType.get()));
        TABLES.create(schema, PartitionSpec.unpartitioned(), directory.toString());
        own = fenced(table());
        Frontier first = new Frontier();
        first.add(7, 0);
        own.commit(Set.of(), own.read(), Progress.NONE.next(1, Map.of(3, first)));
        before = own.read();
    }

    /** As another process would open it. */
    private Table table() {
        return TABLES.load(directory.toString());
    }

    private static FencedTable fenced(Table table) {
        return new FencedTable(STORE, table);
    }

    /** Files whose appending lets somebody else commit between the begin of a commit and its end. */
    private static Set<DataFile> whileAppended(Runnable rival) {
        return new AbstractSet<>() {
            @Override
            public Iterator<DataFile> iterator() {
                rival.run();
                return Collections.emptyIterator();
            }

            @Override
            public int size() {
                return 0;
            }
        };
    }

    @Test
    void shouldKeepTermAndFrontierInTheCommit() {
        // When
        Progress kept = fenced(table()).read();
        // Then
        assertThat(kept).isEqualTo(before);
        assertThat(kept.term()).isEqualTo(1);
        assertThat(kept.frontier(3).contains(7, 0)).isTrue();
        assertThat(table().currentSnapshot().summary()).containsEntry("baton.term", "1");
    }

    @Test
    void shouldCompareAgainWhenARivalCommitsBetweenComparingAndCommitting() {
        // Given
        Runnable rival = () -> fenced(table()).commit(Set.of(), before, before.next(2, Map.of()));
        // When / Then
        assertThat(own.commit(whileAppended(rival), before, before.next(1, Map.of())))
                .isInstanceOf(Superseded.class);
        assertThat(own.read().term()).isEqualTo(2);
    }

    @Test
    void shouldNotMindOtherWritersToTheTable() {
        // Given
        Runnable other = () -> table().newAppend().commit();
        // When / Then
        assertThat(own.commit(whileAppended(other), before, before.next(2, Map.of())))
                .isInstanceOf(Committed.class);
        assertThat(own.read().term()).isEqualTo(2);
        assertThat(table().snapshots()).hasSize(3);
    }

    @Test
    void shouldAskTheTableWhereTheAnswerToACommitIsLost() {
        // Given
        Progress next = before.next(1, Map.of());
        // When / Then
        assertThat(fenced(silent(table(), false)).commit(Set.of(), before, next))
                .isInstanceOf(Unknown.class);
        assertThat(fenced(silent(table(), true)).commit(Set.of(), before, next)).isInstanceOf(Committed.class);
        assertThat(own.read()).isEqualTo(next);
    }

    @Test
    void shouldKeepWhatIsInTheTableWhenACatalogRepeatsARequestAndTakesItsOwnCommitForAConflict() {
        // Given
        Progress next = before.next(1, Map.of());
        // When / Then
        assertThat(fenced(repeating(table())).commit(Set.of(), before, next)).isInstanceOf(Committed.class);
        assertThat(own.read()).isEqualTo(next);
        assertThat(table().currentSnapshot().allManifests(table().io())).isEmpty(); // its list is still there
        assertThat(own.commit(Set.of(), next, next.next(2, Map.of()))).isInstanceOf(Committed.class);
    }

    @Test
    void shouldRefuseATableThatTriesOnlyOnce() {
        // Given
        table().updateProperties().set("commit.retry.num-retries", "0").commit();
        own.read();
        // When / Then
        assertThatThrownBy(() -> own.commit(Set.of(), before, before.next(1, Map.of())))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("commit.retry.num-retries");
    }

    /** The first commit is carried out, and called a conflict. */
    private static Table repeating(Table table) {
        AtomicBoolean first = new AtomicBoolean(true);
        TableOperations real = ((HasTableOperations) table).operations();
        TableOperations repeating = through(TableOperations.class, (method, arguments) -> {
            Object result = method.invoke(real, arguments);
            if (method.getName().equals("commit") && first.getAndSet(false)) {
                throw new CommitFailedException("another commit was first");
            }
            return result;
        });
        return new BaseTable(repeating, table.name());
    }

    /** One to whose commits no answer comes. */
    private static Table silent(Table table, boolean commits) {
        return through(Table.class, (method, arguments) -> {
            Object result = method.invoke(table, arguments);
            return result instanceof Transaction commit ? silent(commit, commits) : result;
        });
    }

    private static Transaction silent(Transaction commit, boolean commits) {
        return through(Transaction.class, (method, arguments) -> {
            boolean isLast = method.getName().equals("commitTransaction");
            Object result = isLast && !commits ? null : method.invoke(commit, arguments);
            if (isLast) {
                throw new CommitStateUnknownException(new IOException("no answer"));
            }
            return result;
        });
    }

    private interface Call {
        Object with(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T through(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.with(method, arguments)));
    }
}
