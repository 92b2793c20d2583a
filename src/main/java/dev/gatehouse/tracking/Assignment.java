package dev.gatehouse.tracking;

import java.util.Arrays;

/**
 * The assignment of rows to columns of least total cost, by shortest augmenting paths (Jonker and
 * Volgenant, Computing 38, 1987; the form with potentials, O(n² m)). Its arrays grow and are used
 * again. Not thread-safe.
 */
public final class Assignment {
  private double[] cost = new double[64];
  private int rows;
  private int columns;
  private double[] u = {};
  private double[] v = {};
  private double[] least = {};
  private int[] rowOf = {};
  private int[] way = {};
  private boolean[] used = {};
  private int[] columnOf = {};

  /** Begins a problem; all costs are to be set. */
  public void reset(int rowCount, int columnCount) {
    rows = rowCount;
    columns = columnCount;
    int cells = Math.multiplyExact(rowCount, columnCount);
    if (cost.length < cells) {
      cost = new double[cells + cells / 2];
    }
  }

  /**
   * @param value any finite number
   */
  public void cost(int row, int column, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("A cost is a finite number, not " + value);
    }
    cost[row * columns + column] = value;
  }

  public double cost(int row, int column) {
    return cost[row * columns + column];
  }

  /** Solves it; {@link #column} then tells. As many as fit are assigned, whatever they cost. */
  public void solve() {
    boolean turned = rows > columns;
    int n = turned ? columns : rows;
    int m = turned ? rows : columns;
    prepare(n, m);
    for (int i = 1; i <= n; i++) {
      rowOf[0] = i;
      int column = 0;
      Arrays.fill(least, 0, m + 1, Double.POSITIVE_INFINITY);
      Arrays.fill(used, 0, m + 1, false);
      do {
        used[column] = true;
        int row = rowOf[column];
        double delta = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int j = 1; j <= m; j++) {
          if (!used[j]) {
            double c =
                turned ? cost[(j - 1) * columns + row - 1] : cost[(row - 1) * columns + j - 1];
            double reduced = c - u[row] - v[j];
            if (reduced < least[j]) {
              least[j] = reduced;
              way[j] = column;
            }
            if (least[j] < delta) {
              delta = least[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= m; j++) {
          if (used[j]) {
            u[rowOf[j]] += delta;
            v[j] -= delta;
          } else {
            least[j] -= delta;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      do {
        int before = way[column];
        rowOf[column] = rowOf[before];
        column = before;
      } while (column != 0);
    }
    Arrays.fill(columnOf, 0, rows, -1);
    for (int j = 1; j <= m; j++) {
      if (rowOf[j] > 0) {
        if (turned) {
          columnOf[j - 1] = rowOf[j] - 1;
        } else {
          columnOf[rowOf[j] - 1] = j - 1;
        }
      }
    }
  }

  private void prepare(int n, int m) {
    if (u.length < n + 1) {
      u = new double[2 * n + 2];
    }
    if (v.length < m + 1) {
      v = new double[2 * m + 2];
      least = new double[2 * m + 2];
      rowOf = new int[2 * m + 2];
      way = new int[2 * m + 2];
      used = new boolean[2 * m + 2];
    }
    if (columnOf.length < rows) {
      columnOf = new int[2 * rows];
    }
    Arrays.fill(u, 0, n + 1, 0);
    Arrays.fill(v, 0, m + 1, 0);
    Arrays.fill(rowOf, 0, m + 1, 0);
    Arrays.fill(way, 0, m + 1, 0);
  }

  /** The column of a row, or -1 where there are fewer columns than rows. */
  public int column(int row) {
    return columnOf[row];
  }
}
