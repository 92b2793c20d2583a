package dev.gatehouse.gallery;

import dev.gatehouse.face.Embedding;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A template in a few bits a dimension, for a card that its holder carries: 256 bytes for 512
 * dimensions. It is compared with one probe at a time and is in no gallery.
 *
 * <p>It is turned by a secret before it is shortened, which makes its numbers normally distributed
 * whatever face it is of, so that one quantiser is the best for all; docs/card.md has the loss.
 *
 * <p>Immutable and safe for use by several threads, until {@link #erase()}.
 */
public final class CompactTemplate {
  /** Bits a dimension on cards. */
  public static final int BITS = 4;

  private static final Map<Integer, GaussianQuantiser> QUANTISERS = new ConcurrentHashMap<>();

  private final String model;
  private final int bits;
  private final byte[] codes;
  private final float scale;
  private volatile boolean erased;

  private CompactTemplate(String model, int bits, byte[] codes) {
    this.model = model;
    this.bits = bits;
    this.codes = codes;
    GaussianQuantiser quantiser = quantiser(bits);
    double squares = 0;
    for (byte code : codes) {
      float level = quantiser.level(code & 0xff);
      squares += level * level;
    }
    this.scale = (float) (1 / Math.sqrt(squares));
  }

  private static GaussianQuantiser quantiser(int bits) {
    return QUANTISERS.computeIfAbsent(bits, GaussianQuantiser::new);
  }

  /** Shortens a template to {@link #BITS} bits a dimension. */
  public static CompactTemplate of(Template template, TemplateProtection by) {
    return of(template, by, BITS);
  }

  /**
   * @param template without protection
   * @param by the secret of the card
   * @param bits a dimension, 1 to 8
   * @throws GalleryException if the template is protected by another secret, or erased
   */
  public static CompactTemplate of(Template template, TemplateProtection by, int bits) {
    Template turned = template.protect(by);
    try {
      float[] vector = turned.vector();
      GaussianQuantiser quantiser = quantiser(bits);
      float spread = (float) Math.sqrt(vector.length);
      byte[] codes = new byte[vector.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) quantiser.code(vector[i] * spread);
      }
      return new CompactTemplate(template.model(), bits, codes);
    } finally {
      turned.erase();
    }
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @param model of the embeddings; not among the bytes
   * @throws GalleryException if there are not as many bytes as the dimension takes
   */
  public static CompactTemplate fromBytes(String model, int dimension, byte[] packed) {
    if (dimension < 2 || packed.length != bytes(dimension, BITS)) {
      throw new GalleryException(
          "A compact template of "
              + dimension
              + " dimensions cannot have "
              + packed.length
              + " bytes");
    }
    byte[] codes = new byte[dimension];
    for (int i = 0; i < dimension; i++) {
      int pair = packed[i / 2] & 0xff;
      codes[i] = (byte) (i % 2 == 0 ? pair >>> 4 : pair & 0xf);
    }
    return new CompactTemplate(model, BITS, codes);
  }

  private static int bytes(int dimension, int bits) {
    return (dimension * bits + 7) / 8;
  }

  /**
   * Two dimensions a byte, the first in the upper four bits. For sealing only; the caller
   * overwrites the array after use.
   *
   * @throws GalleryException if it has not {@link #BITS} bits a dimension, or was erased
   */
  public byte[] toBytes() {
    if (bits != BITS || erased) {
      throw new GalleryException("Only " + BITS + " bits a dimension are written, and not erased");
    }
    byte[] packed = new byte[bytes(codes.length, BITS)];
    for (int i = 0; i < codes.length; i++) {
      packed[i / 2] |= (byte) (i % 2 == 0 ? codes[i] << 4 : codes[i]);
    }
    return packed;
  }

  /** Id of the model that made its embeddings. */
  public String model() {
    return model;
  }

  public int dimension() {
    return codes.length;
  }

  /**
   * Cosine similarity to a probe, -1 to 1.
   *
   * @param turned a probe turned by the template's secret ({@link TemplateProtection#protect}); one
   *     that was not is answered by noise. It is left as it is, and nothing of it is kept
   * @throws GalleryException if the probe is of another model or dimension, or this was erased
   */
  public float similarity(Embedding turned) {
    if (!turned.model().equals(model) || turned.dimension() != codes.length) {
      throw new GalleryException(
          "A probe of " + turned.model() + " cannot be compared with a template of " + model);
    }
    if (erased) {
      throw new GalleryException("The template was erased");
    }
    float[] vector = new float[codes.length];
    try {
      turned.copyTo(vector);
      return dot(vector);
    } finally {
      Arrays.fill(vector, 0);
    }
  }

  private float dot(float[] vector) {
    GaussianQuantiser quantiser = quantiser(bits);
    float sum = 0;
    for (int i = 0; i < codes.length; i++) {
      sum += quantiser.level(codes[i] & 0xff) * vector[i];
    }
    return Math.clamp(sum * scale, -1f, 1f);
  }

  /** Overwrites it; it can neither be compared nor written from then on. */
  public void erase() {
    erased = true;
    Arrays.fill(codes, (byte) 0);
  }

  @Override
  public String toString() {
    return "CompactTemplate[" + model + "]";
  }
}
