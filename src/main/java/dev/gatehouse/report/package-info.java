/** What a data protection officer asks for, as one document: the record of processing and more. */
@NullMarked
package dev.gatehouse.report;

import org.jspecify.annotations.NullMarked;
