package dev.quern.jdbc;

import dev.quern.engine.settings.Setting;
import dev.quern.plan.settings.SchedulerKind;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code jdbc:quern:} (no tables) and {@code jdbc:quern:FOLDER} (each sub-folder and file of
 * it a table).
 */
public final class QuernDriver implements Driver {
  static final int MAJOR_VERSION = 0;
  static final int MINOR_VERSION = 1;

  private static final String[] SCHEDULERS =
      Arrays.stream(SchedulerKind.values()).map(SchedulerKind::optionName).toArray(String[]::new);

  static {
    try {
      DriverManager.registerDriver(new QuernDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public @Nullable Connection connect(@Nullable String url, @Nullable Properties properties)
      throws SQLException {
    if (url == null) {
      throw SqlErrors.invalid("The JDBC URL is null");
    }
    if (!acceptsURL(url)) {
      return null;
    }
    ClassesAhead.begin();
    JdbcUrl parsed = JdbcUrl.parse(url, properties == null ? new Properties() : properties);
    try {
      return new QuernConnection(url, EngineReference.acquire(parsed), parsed);
    } catch (RuntimeException e) {
      throw SqlErrors.cannotConnect(e);
    }
  }

  @Override
  public boolean acceptsURL(@Nullable String url) {
    return url != null && url.startsWith(JdbcUrl.PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties properties)
      throws SQLException {
    Map<String, String> given =
        url != null && acceptsURL(url)
            ? JdbcUrl.parse(url, properties == null ? new Properties() : properties).settings()
            : Map.of();
    Setting[] settings = Setting.values();
    DriverPropertyInfo[] infos = new DriverPropertyInfo[settings.length];
    for (int i = 0; i < settings.length; i++) {
      infos[i] =
          new DriverPropertyInfo(settings[i].optionName(), given.get(settings[i].optionName()));
      infos[i].choices = settings[i] == Setting.SCHEDULER ? SCHEDULERS.clone() : null;
      infos[i].description =
          settings[i].description() + " (default: " + settings[i].defaultText() + ")";
    }
    return infos;
  }

  @Override
  public int getMajorVersion() {
    return MAJOR_VERSION;
  }

  @Override
  public int getMinorVersion() {
    return MINOR_VERSION;
  }

  /** False: Quern reads files and has neither updates nor transactions. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("dev.quern");
  }
}
