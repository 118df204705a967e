package dev.baton.testkit.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;

/** A user of OCI with a key that was made just now, and the files that the OCI command line would write for it. */
public final class OciIdentity {

    /**
     * It protects nothing, and every request is signed: in a JVM without C2, as the demo starts them, a signature with 2048 bits, which
     * OCI itself asks for, takes 11 ms of a core, and with 512 half of one.
     */
    private static final int KEY_BITS = 512;

    private static final String TENANCY = "ocid1.tenancy.oc1..t";
    private static final String USER = "ocid1.user.oc1..u";
    private static final String FINGERPRINT = "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99";
    private static final String KEY_FILE = "key.pem";
    private static final String SESSION_TOKEN = "a-session-token";

    private final KeyPair keys;

    private OciIdentity(KeyPair keys) {
        this.keys = keys;
    }

    /** The user, always of the same name, with a new key. */
    public static OciIdentity create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return new OciIdentity(generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** The user whose files {@link #write} has put into this directory. */
    public static OciIdentity read(Path directory) {
        try {
            String pem = Files.readString(directory.resolve(KEY_FILE));
            byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey secret = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(key));
            PublicKey known =
                    factory.generatePublic(new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent()));
            return new OciIdentity(new KeyPair(known, secret));
        } catch (IOException e) {
            throw new UncheckedIOException("The key of an OCI user cannot be read from " + directory, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("directory: " + directory + " does not hold such a key", e);
        }
    }

    /** The key by the ids that the user signs with: that of the API key, and that of the session. */
    Map<String, PublicKey> publicKeys() {
        return Map.of(
                TENANCY + "/" + USER + "/" + FINGERPRINT, keys.getPublic(), "ST$" + SESSION_TOKEN, keys.getPublic());
    }

    /** Writes a configuration file with the profiles DEFAULT and SESSION, and what it refers to; returns its path. */
    public Path write(Path directory) {
        String key = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        try {
            Path pem = Files.writeString(
                    directory.resolve(KEY_FILE),
                    "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
            Path token = Files.writeString(directory.resolve("token.txt"), SESSION_TOKEN);
            String profile =
                    """
                    [%s]
                    user=%s
                    fingerprint=%s
                    tenancy=%s
                    region=eu-frankfurt-1
                    key_file=%s
                    """;
            return Files.writeString(
                    directory.resolve("oci-config"),
                    profile.formatted("DEFAULT", USER, FINGERPRINT, TENANCY, pem)
                            + profile.formatted("SESSION", USER, FINGERPRINT, TENANCY, pem)
                            + "security_token_file=" + token + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The files of an OCI user cannot be written to " + directory, e);
        }
    }
}
