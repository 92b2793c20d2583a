package dev.gatehouse.member;

import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.image.Image;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One analyzer for all enrolments, used by one at a time: enrolling is rare, and the doors have
 * their own. Made at the first use.
 */
final class SharedFaceAnalyzer implements FaceReader, AutoCloseable {
  private final FaceModels models;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<FaceAnalyzer> analyzer = Optional.empty();

  SharedFaceAnalyzer(FaceModels models) {
    this.models = models;
  }

  @Override
  public String model() {
    return models.embedder().fingerprint();
  }

  @Override
  public List<AnalyzedFace> faces(Image image) {
    lock.lock();
    try {
      if (analyzer.isEmpty()) {
        analyzer = Optional.of(new FaceAnalyzer(models));
      }
      return analyzer.get().analyze(image);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      analyzer.ifPresent(FaceAnalyzer::close);
      analyzer = Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
