package dev.strongroom.broker.lease;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes everyone who waits for a change. Raised after the change is durable. Whoever waits reads
/// [#epoch] first, looks, and then waits beyond that epoch: nothing in between is missed.
/// Thread-safe.
public final class ChangeSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private long epoch;
  private int waiting;

  /// How often it was raised.
  long epoch() {
    lock.lock();
    try {
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all.
  public void raise() {
    lock.lock();
    try {
      epoch++;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// True while someone waits.
  public boolean isWaitedFor() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it was raised since `seen`, at most for `nanos`.
  ///
  /// @throws InterruptedException if the waiting thread is to stop
  void awaitBeyond(long seen, long nanos) throws InterruptedException {
    lock.lock();
    try {
      waiting++;
      long left = nanos;
      while (epoch == seen && left > 0) {
        left = raised.awaitNanos(left);
      }
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /// The longest wait that anyone is given.
  static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(25);
}
