package dev.baton.testkit.store;

import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreContractTest extends ObjectStoreContract {

    @TempDir
    private Path directory;

    @Override
    protected ObjectStore open() {
        return DirectoryObjectStore.open(directory);
    }
}
