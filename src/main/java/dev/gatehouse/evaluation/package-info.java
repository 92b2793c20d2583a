/** Measures the models on labelled data. Framework-free. */
@NullMarked
package dev.gatehouse.evaluation;

import org.jspecify.annotations.NullMarked;
