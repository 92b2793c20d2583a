package dev.gatehouse.camera;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;

/**
 * Ends FFmpeg's waiting: FFmpeg asks before and while it waits whether it should give up, and the
 * answer is yes once the time is over or another thread has cancelled.
 *
 * <p>One native function answers for all readers, from 16 bytes of native memory that each reader
 * has for itself. (A callback object of JavaCPP would serve ten readers in a process, no more.)
 */
final class Deadline {
  private static final MemoryLayout STATE = MemoryLayout.sequenceLayout(2, JAVA_LONG);
  private static final VarHandle WORD = JAVA_LONG.varHandle(); // (segment, byte offset)
  private static final long TIME = 0;
  private static final long CANCELLED = 8;
  private static final MemorySegment PASSED = function();

  private final MemorySegment state = Arena.ofAuto().allocate(STATE);

  Deadline() {
    in(Duration.ofDays(1));
  }

  private static MemorySegment function() {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      Deadline.class,
                      "passed",
                      MethodType.methodType(int.class, MemorySegment.class)),
              FunctionDescriptor.of(JAVA_INT, ADDRESS.withTargetLayout(STATE)),
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static int passed(MemorySegment state) {
    boolean cancelled = (long) WORD.getVolatile(state, CANCELLED) != 0;
    return cancelled || System.nanoTime() - (long) WORD.getVolatile(state, TIME) >= 0 ? 1 : 0;
  }

  /** Lets what is called with this context ask here; this object must outlive the context. */
  void attach(AVFormatContext context) {
    MemorySegment callback = // struct { int (*callback)(void *); void *opaque; }
        MemorySegment.ofAddress(context.interrupt_callback().address())
            .reinterpret(2 * ADDRESS.byteSize());
    callback.set(ADDRESS, 0, PASSED);
    callback.set(ADDRESS, ADDRESS.byteSize(), state);
  }

  void in(Duration time) {
    WORD.setVolatile(state, TIME, System.nanoTime() + time.toNanos());
  }

  /** Ends the waiting now and for good. From any thread. */
  void cancel() {
    WORD.setVolatile(state, CANCELLED, 1L);
  }

  boolean cancelled() {
    return (long) WORD.getVolatile(state, CANCELLED) != 0;
  }

  boolean passed() {
    return passed(state) != 0;
  }
}
