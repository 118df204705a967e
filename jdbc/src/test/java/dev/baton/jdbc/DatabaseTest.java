package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db1:5432/orders, jdbc:postgresql://db1:5432/orders",
        "jdbc:postgresql://db1:5432/orders?user=a&password=s3cret, jdbc:postgresql://db1:5432/orders",
        "jdbc:postgresql://db1:5432/orders?user=a&password=s3@cr?et;, jdbc:postgresql://db1:5432/orders",
        "'jdbc:postgresql://db1,db2:5433/orders', 'jdbc:postgresql://db1,db2:5433/orders'",
        "jdbc:postgresql:orders, jdbc:postgresql:orders",
        "jdbc:mysql://me:s3cret@db1/orders?useSSL=true, jdbc:mysql://db1/orders",
        "jdbc:mysql://me:s3@cret@db1/orders, jdbc:mysql://db1/orders",
        "jdbc:mysql://me:s3?cret@db1/orders, jdbc:mysql://…",
        "jdbc:oracle:thin:me/s3cret@db1:1521/orders, jdbc:oracle:thin:db1:1521/orders",
        "jdbc:oracle:thin:@//db1:1521/orders, jdbc:oracle:thin:@//db1:1521/orders",
        "jdbc:oracle:thin:me/s3?cret@//db1:1521/orders, jdbc:oracle:thin:…",
        "jdbc:sqlserver://db1:1433;user=a;password=s3cret, jdbc:sqlserver://db1:1433",
        "postgresql://me:s3cret@db1/orders, (not a JDBC URL)",
    })
    void shouldNameHostAndDatabaseWithoutSecrets(String url, String name) {
        // When
        String shown = Database.withoutSecrets(url);

        // Then
        assertThat(shown).isEqualTo(name);
    }

    @Property
    boolean shouldNeverShowAPasswordWhateverItHolds(
            @ForAll @StringLength(min = 3, max = 12) @CharRange(from = '!', to = '~') String password) {
        String secret = "pw" + password;
        return !Database.withoutSecrets("jdbc:postgresql://db1/orders?user=a&password=" + secret)
                        .contains("pw")
                && !Database.withoutSecrets("jdbc:mysql://me:" + secret + "@db1/orders")
                        .contains("pw")
                && !Database.withoutSecrets("jdbc:oracle:thin:me/" + secret + "@db1:1521:orders")
                        .contains("pw")
                && !Database.withoutSecrets("jdbc:sqlserver://db1;user=a;password=" + secret)
                        .contains("pw");
    }

    @Test
    void shouldSayThatNoDriverKnowsTheUrl() {
        // When, Then
        assertThatThrownBy(() -> Database.at("jdbc:postgers://db1/orders?password=s3cret"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasNoCause()
                .hasMessage("No JDBC driver knows the URL of database jdbc:postgers://db1/orders. Check its spelling"
                        + " (PostgreSQL: jdbc:postgresql://host:5432/database) and add the driver's jar to the"
                        + " class path.");
    }

    @Test
    void shouldShowNothingButItsName() {
        // When
        Database database = Database.at("jdbc:postgresql://db1/orders?password=s3cret");

        // Then
        assertThat(JdbcSinkOptions.of(database, "billing"))
                .hasToString("JdbcSinkOptions[database=jdbc:postgresql://db1/orders, group=billing, timeout=PT2S,"
                        + " table=baton_frontier]");
    }
}
