package dev.quern.executor.operators.aggregate;

/** What is computed from the moments of pairs (y, x). */
enum PairFunction {
  COVAR_POP {
    @Override
    double value(Moments m) {
      return m.products() / m.count();
    }
  },
  COVAR_SAMP {
    @Override
    double value(Moments m) {
      return m.products() / (m.count() - 1);
    }

    @Override
    boolean isDefined(Moments m) {
      return m.count() > 1;
    }
  },
  CORR {
    @Override
    double value(Moments m) {
      return m.products() / Math.sqrt(m.squaresX() * m.squaresY());
    }

    @Override
    boolean isDefined(Moments m) {
      return m.squaresX() != 0 && m.squaresY() != 0;
    }
  },
  REGR_SLOPE {
    @Override
    double value(Moments m) {
      return m.products() / m.squaresX();
    }

    @Override
    boolean isDefined(Moments m) {
      return m.squaresX() != 0;
    }
  },
  REGR_INTERCEPT {
    @Override
    double value(Moments m) {
      return m.meanY() - m.products() / m.squaresX() * m.meanX();
    }

    @Override
    boolean isDefined(Moments m) {
      return m.squaresX() != 0;
    }
  },
  REGR_R2 {
    @Override
    double value(Moments m) {
      return m.squaresY() == 0 ? 1 : m.products() * m.products() / (m.squaresX() * m.squaresY());
    }

    @Override
    boolean isDefined(Moments m) {
      return m.squaresX() != 0;
    }
  },
  REGR_AVGX {
    @Override
    double value(Moments m) {
      return m.meanX();
    }
  },
  REGR_AVGY {
    @Override
    double value(Moments m) {
      return m.meanY();
    }
  },
  REGR_SXX {
    @Override
    double value(Moments m) {
      return m.squaresX();
    }
  },
  REGR_SYY {
    @Override
    double value(Moments m) {
      return m.squaresY();
    }
  },
  REGR_SXY {
    @Override
    double value(Moments m) {
      return m.products();
    }
  };

  /**
   * Moments of at least one pair.
   *
   * @param squaresX sum of squared differences from the mean
   * @param products sum of products of the differences from both means
   */
  record Moments(
      long count, double meanX, double meanY, double squaresX, double squaresY, double products) {}

  /** Returns whether there is a value; it is NULL else. */
  boolean isDefined(Moments moments) {
    return true;
  }

  abstract double value(Moments moments);
}
