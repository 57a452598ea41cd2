package dev.quern.jdbc;

import dev.quern.engine.settings.Setting;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A parsed {@code jdbc:quern:FOLDER?name=value&...}.
 *
 * @param folder the folder whose sub-folders and files are tables; empty = none
 * @param settings settings of the URL and the properties by name; the properties win
 */
record JdbcUrl(String folder, Map<String, String> settings) {
  static final String PREFIX = "jdbc:quern:";

  static JdbcUrl parse(String url, Properties properties) throws SQLException {
    String rest = url.substring(PREFIX.length());
    int question = rest.indexOf('?');
    Map<String, String> settings = new LinkedHashMap<>();
    if (question >= 0) {
      for (String pair : rest.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (pair.isEmpty()) {
          continue;
        }
        if (equals < 1) {
          throw SqlErrors.invalid("Not a name=value pair in the JDBC URL: " + pair);
        }
        settings.put(
            canonical(decode(pair.substring(0, equals))), decode(pair.substring(equals + 1)));
      }
    }
    for (String name : properties.stringPropertyNames()) {
      settings.put(canonical(name), properties.getProperty(name));
    }
    // Clients send these whether or not a server asks for them; Quern has no logins.
    settings.remove("user");
    settings.remove("password");
    return new JdbcUrl(question < 0 ? rest : rest.substring(0, question), settings);
  }

  /** One name for tempDir, temp_dir and temp-dir; what is no setting is refused later. */
  private static String canonical(String name) {
    return Setting.find(name).map(Setting::optionName).orElse(name);
  }

  private static String decode(String text) throws SQLException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw SqlErrors.invalid("Bad percent-encoding in the JDBC URL: " + text);
    }
  }
}
