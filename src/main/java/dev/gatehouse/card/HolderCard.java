package dev.gatehouse.card;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.TemplateProtection;

/**
 * A card that was read and found genuine: its terms, and the template that its holder lends for the
 * moment. Close it when the moment is over. Safe for use by several threads.
 */
public final class HolderCard implements AutoCloseable {
  private final CardTerms terms;
  private final CompactTemplate template;
  private final TemplateProtection protection;

  HolderCard(CardTerms terms, CompactTemplate template, TemplateProtection protection) {
    this.terms = terms;
    this.template = template;
    this.protection = protection;
  }

  public CardTerms terms() {
    return terms;
  }

  CompactTemplate template() {
    return template;
  }

  /**
   * Cosine similarity of a face to the holder's, -1 to 1.
   *
   * @param probe left as it is; nothing of it is kept
   */
  public float similarity(Embedding probe) {
    Embedding turned = protection.protect(probe);
    try {
      return template.similarity(turned);
    } finally {
      turned.erase();
    }
  }

  /** Overwrites the template and its secret. */
  @Override
  public void close() {
    template.erase();
    protection.close();
  }

  @Override
  public String toString() {
    return "HolderCard[" + terms.id() + "]";
  }
}
