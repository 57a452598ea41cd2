package dev.quern.cli.tpch;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of the TPC-H tables in Quern's types: money is DECIMAL(15,2), keys are BIGINT. */
final class TpchSchema {
  static final DataType MONEY = DataType.decimal(15, 2);

  private TpchSchema() {}

  static Schema of(TpchTable<?> table) {
    List<Field> fields = new ArrayList<>();
    for (TpchColumn<?> column : table.getColumns()) {
      fields.add(new Field(column.getColumnName(), type(column.getType()), false));
    }
    return new Schema(fields);
  }

  /** Returns the statement that declares the table with its files in the folder of its name. */
  static String createStatement(TpchTable<?> table, String format) {
    StringBuilder sql =
        new StringBuilder("CREATE EXTERNAL TABLE ").append(table.getTableName()).append(" (\n");
    List<Field> fields = of(table).fields();
    for (int i = 0; i < fields.size(); i++) {
      sql.append("  ")
          .append(fields.get(i).name())
          .append(' ')
          .append(fields.get(i).type().sqlName());
      sql.append(" NOT NULL").append(i + 1 < fields.size() ? ",\n" : "\n");
    }
    sql.append(") STORED AS ").append(format.toUpperCase(Locale.ROOT));
    return sql.append(" LOCATION '").append(table.getTableName()).append("';\n").toString();
  }

  private static DataType type(TpchColumnType type) {
    switch (type.getBase()) {
      case IDENTIFIER:
        return DataTypes.BIGINT;
      case INTEGER:
        return DataTypes.INTEGER;
      case DATE:
        return DataTypes.DATE;
      case DOUBLE:
        return MONEY;
      case VARCHAR:
        return DataTypes.VARCHAR;
    }
    throw new IllegalStateException("unknown TPC-H column type: " + type);
  }
}
