package dev.gatehouse.trail;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The part {@code gatehouse.trail} of the configuration file; docs/trail.md shows it.
 *
 * @param cameras ids of the doors and street cameras that recognise members for their day map; none
 *     by default
 * @param threshold similarity from which on a face counts as a member's
 * @param gap how long a member may be out of a camera's sight within one visit
 */
@ConfigurationProperties("gatehouse.trail")
record TrailProperties(
    @DefaultValue List<String> cameras, @Nullable Float threshold, @Nullable Duration gap) {
  TrailPolicy policy() {
    TrailPolicy standard = TrailPolicy.defaults();
    return new TrailPolicy(
        threshold == null ? standard.threshold() : threshold,
        standard.framesNeeded(),
        standard.window(),
        standard.qualityNeeded(),
        standard.smallestFace(),
        gap == null ? standard.gap() : gap,
        standard.every());
  }
}
