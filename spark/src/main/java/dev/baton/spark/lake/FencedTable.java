package dev.baton.spark.lake;

import dev.baton.core.BatonException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.sink.CommitOutcome.Committed;
import dev.baton.core.sink.CommitOutcome.Superseded;
import dev.baton.core.sink.CommitOutcome.Unknown;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;

/**
 * A table of Iceberg that says which events of a stream are in it for a group (rule F). A commit puts rows and {@link Progress}
 * into one commit of the table, and holds only if the progress is still what it was when the rows were chosen. Whoever else commits to the
 * table is not in the way. For one thread.
 *
 * <p>The progress is a property of the table: one copy, which neither the expiry of snapshots nor a compaction touches. Each change
 * of it comes with a snapshot, a claim with an empty one: a REST catalog compares the branch's snapshot and no properties.
 */
final class FencedTable {

    private static final String PROPERTY = "baton.frontier.";

    private final String name;
    private final String property;
    private final Table table;

    FencedTable(IcebergEffectStore store, Table table) {
        this.name = store.table();
        this.property = PROPERTY + encode(store.group()) + "/" + encode(store.stream());
        this.table = table;
    }

    /**
     * Finds the table in the catalogs of the running session.
     *
     * @throws InvalidConfigurationException if there is none, or no such catalog
     * @throws StoreUnavailableException if the catalog does not answer
     */
    static FencedTable load(IcebergEffectStore store) {
        try {
            return new FencedTable(store, Spark3Util.loadIcebergTable(SparkSession.active(), store.table()));
        } catch (AnalysisException | IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    "Option 'table' of format(\"baton\") is '" + store.table()
                            + "', and there is no such table of Iceberg: " + e.getMessage()
                            + ". Create it, in a catalog that this Spark is configured for",
                    e);
        } catch (RuntimeException e) {
            throw unavailable(store.table(), e);
        }
    }

    /** So that no two pairs of names become one. */
    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    String name() {
        return name;
    }

    Table table() {
        return table;
    }

    /**
     * What the table says now.
     *
     * @throws StoreUnavailableException if its catalog does not answer
     */
    Progress read() {
        try {
            table.refresh();
        } catch (RuntimeException e) {
            throw unavailable(name, e);
        }
        return Progress.parse(table.properties().get(property), "Property '" + property + "' of table " + name);
    }

    /** Without a second attempt nobody asks whether the first has not come through after all, before its files are deleted. */
    private void checkRetries() {
        String retries = table.properties().get(TableProperties.COMMIT_NUM_RETRIES);
        if ("0".equals(retries)) {
            throw new InvalidConfigurationException("Property '" + TableProperties.COMMIT_NUM_RETRIES + "' of table "
                    + name + " is 0; set it to 1 or more: an answer that was lost could cost what was committed");
        }
    }

    private static BatonException unavailable(String name, RuntimeException e) {
        return new StoreUnavailableException("Table " + name + " does not answer: " + e.getMessage(), e);
    }

    /**
     * Puts {@code files} into the table and replaces {@code before} by {@code next}, in one commit. The files are deleted if it is
     * refused before it was tried; later they may be in the table, whatever the catalog answers, and are left.
     *
     * @throws StoreUnavailableException if it could not be tried; nothing was done
     */
    CommitOutcome commit(Set<DataFile> files, Progress before, Progress next) {
        checkRetries();
        if (next.term() < before.term()) {
            discard(files);
            return new Superseded("Table " + name + " is in term " + before.term());
        }
        AtomicBoolean tried = new AtomicBoolean();
        Transaction commit;
        try {
            commit = begin(files, before, next, tried);
        } catch (ValidationException e) {
            discard(files);
            return superseded();
        } catch (RuntimeException e) {
            discard(files);
            throw unavailable(name, e);
        }
        long snapshot = commit.table().currentSnapshot().snapshotId();
        tried.set(true);
        try {
            commit.commitTransaction();
            return new Committed();
        } catch (RuntimeException e) {
            return settle(snapshot, e);
        }
    }

    /** All that can be done before the catalog is asked. */
    private Transaction begin(Set<DataFile> files, Progress before, Progress next, AtomicBoolean tried) {
        Transaction commit = table.newTransaction();
        AppendFiles append = commit.newAppend();
        files.forEach(append::appendFile);
        // Asked now, and again whenever another writer was first and the commit is built anew on what that one has
        // left.
        append.validateWith(ancestors -> {
            Progress now = Progress.parse(commit.table().properties().get(property), property);
            if (tried.get() && now.equals(next)) {
                // A catalog that repeats a request whose answer was lost finds its own commit, and calls that a
                // conflict. To Iceberg a refusal now would mean that the files of the first attempt may be deleted.
                throw new CommitStateUnknownException(
                        new IllegalStateException("the table has this very progress already"));
            }
            return now.equals(before);
        });
        append.set("baton.term", Long.toString(next.term()));
        append.commit();
        commit.updateProperties().set(property, next.text()).commit();
        return commit;
    }

    /** Whatever went wrong, and be it only the answer: the table tells whether it has the snapshot. */
    private CommitOutcome settle(long snapshot, RuntimeException e) {
        try {
            read();
        } catch (StoreUnavailableException unavailable) {
            return new Unknown(e.getMessage() + "; then: " + unavailable.getMessage());
        }
        if (table.snapshot(snapshot) != null) {
            return new Committed();
        }
        if (e instanceof ValidationException) {
            return superseded();
        }
        return e instanceof CommitFailedException
                ? new Superseded("Other writers to table " + name + " were first each time: " + e.getMessage())
                : new Unknown(String.valueOf(e.getMessage()));
    }

    private Superseded superseded() {
        return new Superseded("Table " + name + " has had a commit of the same group since");
    }

    /** Deletes files of which no commit can know. */
    void discard(Set<DataFile> files) {
        CatalogUtil.deleteFiles(
                table.io(), files.stream().map(DataFile::location).toList(), "refused data");
    }
}
