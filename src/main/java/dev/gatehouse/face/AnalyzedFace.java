package dev.gatehouse.face;

/**
 * All that is known of one face in one picture.
 *
 * @param face where it is
 * @param shape its 68 points
 * @param points its five points
 * @param quality how well it can be recognised
 * @param embedding for comparing; erase it once done with
 */
public record AnalyzedFace(
    Face face, FaceShape shape, FacePoints points, FaceQuality quality, Embedding embedding) {}
