package dev.gatehouse.gallery;

import dev.gatehouse.face.Embedding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is kept of an enrolled member's face: a unit vector, made from one or more embeddings.
 *
 * <p>The way from an {@link Embedding}, which has no serialised form, to a template, which has one,
 * leads through {@link #enrol} alone, and that takes a {@link Grant}: what nobody agreed to cannot
 * be written down. A template is turned by a {@link TemplateProtection} before it is kept ({@link
 * #protect}). Its bytes are biometric data all the same; {@code member} seals them with the
 * member's key before they go anywhere.
 *
 * <p>Immutable and safe for use by several threads, until {@link #erase()}.
 */
public final class Template {
  /** Of the form without protection, which is read but no longer stored. */
  private static final byte PLAIN = 1;

  private static final byte PROTECTED = 2;
  private static final int PROTECTION = 8; // bytes of the secret's id
  private static final int HEADER = Byte.BYTES + Integer.BYTES;
  private static final int MAX_DIMENSION = 1 << 13; // 8192; face models make 128 to 1024
  private static final double NORM_TOLERANCE = 1e-3;

  private final UUID id;
  private final UUID member;
  private final String model;
  private final float[] vector;
  private final Optional<String> protection;

  /** Without protection. */
  Template(UUID id, UUID member, String model, float[] unit) {
    this(id, member, model, unit, Optional.empty());
  }

  /**
   * @param unit a vector of length 1, taken over without a copy
   * @param protection id of the secret by which it was turned
   */
  private Template(UUID id, UUID member, String model, float[] unit, Optional<String> protection) {
    this.id = id;
    this.member = member;
    this.model = model;
    this.vector = unit;
    this.protection = protection;
  }

  /**
   * Makes a template of the member who gave the grant: the mean direction of the embeddings.
   *
   * @param grant the member's consent, for any purpose. It decides only whose template this is and
   *     that there may be one; which searches see it is decided by {@link Gallery#putGrants}
   * @param embeddings at least one, all of one model and none erased
   * @throws GalleryException if there is none, their models differ, one is erased, or they cancel
   *     each other out
   */
  public static Template enrol(Grant grant, List<Embedding> embeddings) {
    if (embeddings.isEmpty()) {
      throw new GalleryException("A template needs at least one embedding");
    }
    String model = embeddings.getFirst().model();
    int dimension = embeddings.getFirst().dimension();
    float[] mean = new float[dimension];
    float[] one = new float[dimension];
    try {
      for (Embedding embedding : embeddings) {
        if (!embedding.model().equals(model) || embedding.dimension() != dimension) {
          throw new GalleryException(
              "A template cannot mix embeddings of " + model + " and " + embedding.model());
        }
        embedding.copyTo(one);
        if (norm(one) == 0) {
          throw new GalleryException("An erased embedding cannot be enrolled");
        }
        for (int i = 0; i < dimension; i++) {
          mean[i] += one[i];
        }
      }
      double norm = norm(mean);
      if (norm < NORM_TOLERANCE) {
        throw new GalleryException("The embeddings cancel each other out; are they of one person?");
      }
      for (int i = 0; i < dimension; i++) {
        mean[i] = (float) (mean[i] / norm);
      }
      return new Template(UUID.randomUUID(), grant.member(), model, mean);
    } finally {
      Arrays.fill(one, 0);
    }
  }

  /**
   * Reads what {@link #toBytes} wrote. The identity and the model are not among the bytes; they are
   * kept beside them, authenticated by the seal.
   *
   * @throws GalleryException if the bytes are of another version, too short or long, or not a
   *     vector of length 1. The message holds none of the vector's numbers
   */
  public static Template fromBytes(UUID id, UUID member, String model, byte[] bytes) {
    if (bytes.length < HEADER) {
      throw new GalleryException("A template of " + bytes.length + " bytes is too short");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte version = in.get();
    if (version != PLAIN && version != PROTECTED) {
      throw new GalleryException(
          "Template version " + version + " is not known, only " + PLAIN + " and " + PROTECTED);
    }
    int dimension = in.getInt();
    Optional<String> protection = Optional.empty();
    if (version == PROTECTED) {
      if (in.remaining() < PROTECTION) {
        throw new GalleryException("A template of " + bytes.length + " bytes is too short");
      }
      byte[] secret = new byte[PROTECTION];
      in.get(secret);
      protection = Optional.of(HexFormat.of().formatHex(secret));
    }
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new GalleryException("A template of " + dimension + " dimensions is not possible");
    }
    if (in.remaining() != dimension * Float.BYTES) {
      throw new GalleryException(
          "A template of " + dimension + " dimensions cannot have " + bytes.length + " bytes");
    }
    float[] vector = new float[dimension];
    in.asFloatBuffer().get(vector);
    // Not-a-number and infinity end up here as well: they make the norm neither.
    if (!(Math.abs(norm(vector) - 1) <= NORM_TOLERANCE)) {
      Arrays.fill(vector, 0);
      throw new GalleryException("The template is damaged: its vector is not of length 1");
    }
    return new Template(id, member, model, vector, protection);
  }

  /**
   * The same template turned by another secret, or by its first: what was turned is turned back
   * before. This one stays as it is; erase it.
   *
   * @param former by which this one was turned; not looked at where it was not
   * @throws GalleryException if this one was turned by another secret than {@code former}, or was
   *     erased
   */
  public Template protect(TemplateProtection former, TemplateProtection by) {
    requireNotErased();
    if (protection.isPresent() && !protection.get().equals(former.id())) {
      throw new GalleryException(
          "The template is protected by the secret " + protection.get() + ", not " + former.id());
    }
    float[] turned = vector.clone();
    if (protection.isPresent()) {
      former.turnBack(turned);
    }
    by.turn(turned);
    // Rounding must not add up over many renewals.
    double norm = norm(turned);
    for (int i = 0; i < turned.length; i++) {
      turned[i] = (float) (turned[i] / norm);
    }
    return new Template(id, member, model, turned, Optional.of(by.id()));
  }

  /** The first protection of a template that has none. */
  public Template protect(TemplateProtection by) {
    return protect(by, by);
  }

  /** Id of the secret by which it was turned; absent for one that is not protected. */
  public Optional<String> protection() {
    return protection;
  }

  /**
   * What is kept of a template: a version byte (2), the dimension as a 32-bit integer, the 8 bytes
   * of the secret's id, then the numbers as 32-bit floats, all little-endian. Version 1, from
   * before there was protection, lacks the id. For sealing only; the caller overwrites the array
   * after use.
   *
   * @throws GalleryException if the template was erased
   */
  public byte[] toBytes() {
    requireNotErased();
    int secret = protection.isPresent() ? PROTECTION : 0;
    ByteBuffer out = ByteBuffer.allocate(HEADER + secret + vector.length * Float.BYTES);
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.put(protection.isPresent() ? PROTECTED : PLAIN).putInt(vector.length);
    protection.map(HexFormat.of()::parseHex).ifPresent(out::put);
    out.asFloatBuffer().put(vector);
    return out.array();
  }

  /** Of this template; a member may have several. */
  public UUID id() {
    return id;
  }

  /** Whose it is. */
  public UUID member() {
    return member;
  }

  /** Id of the model that made its embeddings. Only probes of the same model are compared to it. */
  public String model() {
    return model;
  }

  /** Number of dimensions, 512 for the default model. */
  public int dimension() {
    return vector.length;
  }

  /**
   * Overwrites the vector with zeros; it can then be neither serialised nor added. What a gallery
   * took from it stays there until {@link Gallery#remove}.
   */
  public void erase() {
    Arrays.fill(vector, 0);
  }

  /** The vector itself, for the gallery to read; never to keep or to give on. */
  float[] vector() {
    requireNotErased();
    return vector;
  }

  private void requireNotErased() {
    if (norm(vector) == 0) {
      throw new GalleryException("Template " + id + " was erased");
    }
  }

  private static double norm(float[] vector) {
    double sum = 0;
    for (float v : vector) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  @Override
  public String toString() {
    return "Template[" + id + ", " + model + "]";
  }
}
