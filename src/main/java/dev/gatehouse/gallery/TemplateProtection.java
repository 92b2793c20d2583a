package dev.gatehouse.gallery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.face.Embedding;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns templates by a secret, so that they are of use to nobody who lacks it (template protection
 * after ISO/IEC 24745).
 *
 * <p>The transform is a rotation drawn by the secret, uniformly among all rotations, and applied to
 * templates and probes alike. It keeps every inner product, so a search finds what it found before.
 *
 * <ul>
 *   <li><b>Irreversible without the secret</b>: a template that was turned is a uniformly
 *       distributed direction whatever it was before, so it tells nothing. Of several templates
 *       under one secret nothing is told but how alike they are to each other.
 *   <li><b>Unlinkable</b>: two templates of one person under two secrets are two independent
 *       directions.
 *   <li><b>Renewable</b>: who has both secrets turns a template from one to the other, without the
 *       person: {@link Template#protect}.
 * </ul>
 *
 * <p>What it does not do: whoever has the secret turns templates back, and so does whoever knows as
 * many faces with their turned templates as there are dimensions. That is why templates are sealed
 * besides. docs/template-protection.md has the argument and the figures.
 *
 * <p>Thread-safe. The rotation of a dimension is made at its first use, in some milliseconds.
 */
public final class TemplateProtection implements AutoCloseable {
  /** Length of a secret, in bytes. */
  public static final int SECRET = 32;

  private static final int ID = 8;

  private final byte[] secret;
  private final String id;
  private final Map<Integer, Rotation> rotations = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private TemplateProtection(byte[] secret) {
    this.secret = secret;
    this.id = HexFormat.of().formatHex(Arrays.copyOf(derive(secret, "id"), ID));
  }

  /**
   * @param secret 32 random bytes; copied
   * @throws GalleryException if it has another length
   */
  public static TemplateProtection of(byte[] secret) {
    if (secret.length != SECRET) {
      throw new GalleryException("A secret has " + SECRET + " bytes, not " + secret.length);
    }
    return new TemplateProtection(secret.clone());
  }

  /** Names the secret and tells nothing of it: 16 hexadecimal digits. */
  public String id() {
    return id;
  }

  /**
   * The embedding turned: to be compared with a {@link CompactTemplate}, and for measuring what can
   * be told from it. Two that were turned by different secrets can be compared, as an attacker
   * would.
   */
  public Embedding protect(Embedding embedding) {
    float[] vector = new float[embedding.dimension()];
    try {
      embedding.copyTo(vector);
      turn(vector);
      return Embedding.synthetic(embedding.model(), vector);
    } finally {
      Arrays.fill(vector, 0);
    }
  }

  /** Turns a vector in place, without allocating once the rotation is there. */
  void turn(float[] vector) {
    rotation(vector.length).apply(vector);
  }

  /** Turns a vector back, in place. */
  void turnBack(float[] vector) {
    rotation(vector.length).undo(vector);
  }

  private Rotation rotation(int dimension) {
    Rotation known = rotations.get(dimension);
    if (closed) {
      throw new IllegalStateException("The secret was wiped");
    }
    return known != null ? known : rotations.computeIfAbsent(dimension, this::make);
  }

  private Rotation make(int dimension) {
    byte[] seed = derive(secret, "rotation/" + dimension);
    try {
      return new Rotation(seed, dimension);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** 32 bytes by HMAC-SHA256, a pseudorandom function of what they are for. */
  private static byte[] derive(byte[] secret, String what) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(("gatehouse/template-protection/1/" + what).getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new GalleryException("This Java has no HMAC-SHA256: " + e.getMessage());
    }
  }

  /** Overwrites the secret and what was made of it; it turns nothing from then on. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(secret, (byte) 0);
    rotations.values().forEach(Rotation::wipe);
    rotations.clear();
  }

  @Override
  public String toString() {
    return "TemplateProtection[" + id + "]";
  }
}
