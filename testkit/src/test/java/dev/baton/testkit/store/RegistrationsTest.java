package dev.baton.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.gate.Registrations;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationsTest {

    private static final RegionId R1 = new RegionId("r1");

    @Property(tries = 300)
    void shouldCountWhoeverWroteRubbishAsRunning(@ForAll byte[] bytes) {
        assertThat(running(bytes)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing was written yet
                "ff", // no UTF-8
                "0000feff7fffffff", // looks like UTF-32, with a character that there is not
                "feffd800", // UTF-16 that ends in half a character
                "6e756c6c", // null
                "7b227465726d223a317d78", // a registration with something after it
            })
    void shouldCountWhoeverWroteThisAsRunning(String hex) {
        assertThat(running(HexFormat.of().parseHex(hex))).hasSize(1);
    }

    private static List<Registration> running(byte[] bytes) {
        InMemoryObjectStore store = new InMemoryObjectStore();
        store.putIfAbsent("payments/consumers/r1/nonce", bytes);
        return new Registrations(store, "payments").running(R1);
    }
}
