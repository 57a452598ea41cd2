package dev.quern.parser.analysis;

import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.catalog.CatalogEntry;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.CatalogView;
import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.AllMarker;
import dev.quern.parser.syntax.DistinctOnSelect;
import dev.quern.parser.syntax.NamedParameter;
import dev.quern.parser.syntax.NearNames;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/**
 * Copies a syntax tree and puts into the copy what Calcite's validator does not know: every table
 * of FROM is looked up, files become tables, parameters become literals, and ALL becomes a list.
 *
 * <p>Names of WITH hide those of the catalog, from the item after them to the end of their query.
 */
final class TableResolver extends SqlShuttle {
  private final Catalog catalog;
  private final List<Expression> parameters;
  private final AllExpansion allExpansion;
  private final FunctionRewrites functions;
  private final Map<List<String>, CatalogEntry> tables = new LinkedHashMap<>();
  private final Map<List<String>, String> catalogNames = new LinkedHashMap<>();
  private final Deque<String> namesOfWith = new ArrayDeque<>();
  private final Set<String> aliasesOfFiles = new HashSet<>();

  /**
   * @param columnCount returns the number of columns of a resolved query over the tables given
   */
  TableResolver(
      Catalog catalog,
      List<Expression> parameters,
      FunctionRewrites functions,
      ToIntBiFunction<SqlNode, Map<List<String>, CatalogEntry>> columnCount) {
    this.catalog = catalog;
    this.parameters = parameters;
    this.functions = functions;
    this.allExpansion =
        new AllExpansion(functions.operators(), query -> columnCount.applyAsInt(query, tables));
  }

  /** Returns the copy of a query. */
  SqlNode resolve(SqlNode query) {
    return copy(query);
  }

  /** Returns the tables found so far by the parts of the name that they have in the copy. */
  Map<List<String>, CatalogEntry> tables() {
    return tables;
  }

  /**
   * Returns the names in the catalog of the tables and views found so far, by the parts of the name
   * that they have in the copy. Files are not among them.
   */
  Map<List<String>, String> catalogNames() {
    return catalogNames;
  }

  @Override
  public SqlNode visit(SqlIdentifier identifier) {
    if (identifier instanceof AllMarker) {
      return identifier;
    }
    SqlNode constant = functions.constant(identifier);
    return constant == null ? identifier.clone(identifier.getParserPosition()) : constant;
  }

  /** Strings lose the character set of their prefix: all of ours are UTF-8. */
  @Override
  public SqlNode visit(SqlLiteral literal) {
    if (literal instanceof SqlCharStringLiteral) {
      NlsString text = Objects.requireNonNull(literal.getValueAs(NlsString.class));
      if (text.getCharsetName() != null) {
        return SqlLiteral.createCharString(text.getValue(), literal.getParserPosition());
      }
    }
    return literal;
  }

  /** BINARY and VARBINARY alone are of any length, not of one byte. */
  @Override
  public SqlNode visit(SqlDataTypeSpec type) {
    boolean isBinary =
        type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
            && basic.getTypeName().getSimple().equals("BINARY")
            && basic.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED;
    SqlParserPos position = type.getParserPosition();
    return isBinary
        ? new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARBINARY, position), position)
        : type;
  }

  @Override
  public SqlNode visit(SqlDynamicParam parameter) {
    if (parameter.getIndex() >= parameters.size()) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "No value for parameter "
              + (parameter instanceof NamedParameter named
                  ? ":" + named.name()
                  : parameter.getIndex() + 1)
              + Positions.at(parameter.getParserPosition())
              + "; given are "
              + parameters.size());
    }
    return ParameterLiterals.node(
        parameters.get(parameter.getIndex()), parameter.getParserPosition());
  }

  @Override
  public SqlNode visit(SqlCall call) {
    if (call instanceof DistinctOnSelect select) {
      return select(select.qualified(SqlNodeList.EMPTY));
    }
    if (call instanceof SqlSelect select) {
      return select(select);
    }
    if (call instanceof SqlOrderBy orderBy && orderBy.query instanceof DistinctOnSelect select) {
      return visit(
          new SqlOrderBy(
              orderBy.getParserPosition(),
              select.qualified(orderBy.orderList),
              orderBy.orderList,
              orderBy.offset,
              orderBy.fetch));
    }
    if (call instanceof SqlWith with) {
      return with(with);
    }
    if (call.getKind() == SqlKind.AS) {
      return withAlias(call);
    }
    SqlCall known = LengthCasts.withCut(AggregateRewrites.ofOrderedSet(call));
    SqlNode copy = known.getKind() == SqlKind.EXPLICIT_TABLE ? from(known) : copyOperands(known);
    return copy instanceof SqlOrderBy orderBy
        ? allExpansion.expand(orderBy)
        : functions.rewrite((SqlCall) copy);
  }

  /** Copies an item of SELECT; its alias is never anything but a name. */
  private SqlNode withAlias(SqlCall as) {
    List<SqlNode> operands = new ArrayList<>(as.getOperandList());
    operands.set(0, copy(as.operand(0)));
    return as.getOperator().createCall(as.getParserPosition(), operands);
  }

  private SqlNode copyOperands(SqlCall call) {
    CallCopyingArgHandler copier = new CallCopyingArgHandler(call, true);
    call.getOperator().acceptCall(this, call, false, copier);
    return copier.result();
  }

  private SqlSelect select(SqlSelect written) {
    SqlSelect select = UnnestedItems.rewrite(SemiJoins.rewrite(written), functions.operators());
    CommonColumns.check(select);
    SqlNode from = select.getFrom();
    SqlNode resolvedFrom = from == null ? null : from(from);
    SqlSelect copy = (SqlSelect) copyOperands(withoutFrom(select));
    copy.setFrom(resolvedFrom);
    SqlNode having = copy.getHaving();
    if (having != null) {
      copy.setHaving(asValue(having));
    }
    return allExpansion.expand(copy);
  }

  private static SqlSelect withoutFrom(SqlSelect select) {
    SqlSelect shallow = (SqlSelect) select.clone(select.getParserPosition());
    shallow.setFrom(null);
    return shallow;
  }

  private SqlWith with(SqlWith with) {
    int before = namesOfWith.size();
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode node : with.withList) {
      items.add(withItem((SqlWithItem) node));
    }
    SqlNode body = copy(with.body);
    while (namesOfWith.size() > before) {
      namesOfWith.pop();
    }
    SqlParserPos position = with.getParserPosition();
    return new SqlWith(position, new SqlNodeList(items, position), body);
  }

  private SqlWithItem withItem(SqlWithItem item) {
    boolean recursive = item.recursive.booleanValue();
    if (recursive) {
      namesOfWith.push(item.name.getSimple());
    }
    SqlNode query = copy(item.query);
    if (!recursive) {
      namesOfWith.push(item.name.getSimple());
    }
    SqlNodeList columns = item.columnList;
    return new SqlWithItem(item.getParserPosition(), item.name, columns, query, item.recursive);
  }

  /** Returns the copy of a part of FROM. */
  private SqlNode from(SqlNode node) {
    if (node instanceof SqlIdentifier name) {
      return table(name, true);
    }
    if (node instanceof SqlJoin join) {
      JoinType type = join.getJoinType();
      if (type == JoinType.LEFT_SEMI_JOIN || type == JoinType.LEFT_ANTI_JOIN) {
        throw SemiJoins.notHere(join);
      }
      SqlNode left = from(join.getLeft());
      SqlNode right = from(join.getRight());
      SqlJoin copy = (SqlJoin) join.clone(join.getParserPosition());
      copy.setLeft(left);
      copy.setRight(right);
      SqlNode condition = join.getCondition();
      if (condition != null) {
        copy.setOperand(5, asValue(copy(condition)));
      }
      return copy;
    }
    switch (node.getKind()) {
      case AS:
        return aliased((SqlCall) node);
      case COLLECTION_TABLE:
        return collection((SqlCall) node, true);
      case TABLESAMPLE:
      case EXTEND:
      case SNAPSHOT:
      case MATCH_RECOGNIZE:
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "Not supported in FROM: "
                + node.getKind().sql
                + Positions.at(node.getParserPosition()));
      case EXPLICIT_TABLE:
      case TABLE_REF:
      case LATERAL:
      case PIVOT:
      case UNPIVOT:
        return firstOperandFrom((SqlCall) node);
      default:
        return copy(node);
    }
  }

  /** A query that is all of a condition is a value, which Calcite sees in operands only. */
  private static SqlNode asValue(SqlNode condition) {
    return condition.isA(SqlKind.QUERY)
        ? SqlStdOperatorTable.SCALAR_QUERY.createCall(condition.getParserPosition(), condition)
        : condition;
  }

  private SqlNode aliased(SqlCall as) {
    SqlNode aliased = as.operand(0);
    SqlNode resolved;
    if (aliased instanceof SqlIdentifier name) {
      resolved = table(name, false);
    } else if (aliased.getKind() == SqlKind.COLLECTION_TABLE) {
      resolved = collection((SqlCall) aliased, false);
    } else {
      resolved = from(aliased);
    }
    return withFirstOperand(as, resolved);
  }

  private SqlNode firstOperandFrom(SqlCall call) {
    SqlNode first = call.operand(0);
    SqlNode resolved =
        first instanceof SqlIdentifier name
            ? table(name, call.getKind() != SqlKind.EXPLICIT_TABLE)
            : from(first);
    return withFirstOperand(call, resolved);
  }

  private SqlNode withFirstOperand(SqlCall call, SqlNode first) {
    List<SqlNode> operands = new ArrayList<>();
    operands.add(first);
    for (SqlNode operand : call.getOperandList().subList(1, call.operandCount())) {
      operands.add(operand == null ? null : copy(operand));
    }
    return call.getOperator()
        .createCall(
            call.getFunctionQuantifier(),
            call.getParserPosition(),
            operands.toArray(new SqlNode[0]));
  }

  private SqlNode table(SqlIdentifier identifier, boolean mayAlias) {
    List<String> name = identifier.names;
    String nameOfWith = name.size() == 1 ? nameOfWith(name.get(0)) : null;
    if (nameOfWith != null) {
      return new SqlIdentifier(nameOfWith, identifier.getParserPosition());
    }
    CatalogEntry entry = catalog.find(name);
    if (entry != null) {
      tables.put(name, entry);
      catalogNames.put(name, catalogName(entry));
      return visit(identifier);
    }
    if (name.size() == 1 && FileCalls.looksLikePath(name.get(0))) {
      return file(
          FileCalls.ofPath(name.get(0), identifier.getParserPosition()), identifier, mayAlias);
    }
    throw unknownTable(identifier);
  }

  private static String catalogName(CatalogEntry entry) {
    return entry instanceof CatalogView view ? view.name() : ((CatalogTable) entry).source().name();
  }

  /** Returns the name as WITH has it, with whose case Calcite compares, or null. */
  private @Nullable String nameOfWith(String name) {
    return namesOfWith.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
  }

  private QueryException unknownTable(SqlIdentifier identifier) {
    String name = String.join(".", identifier.names);
    List<String> known = new ArrayList<>(catalog.names());
    known.addAll(namesOfWith);
    return new QueryException(
        ErrorCode.UNKNOWN_TABLE,
        "Unknown table: "
            + name
            + Positions.at(identifier.getParserPosition())
            + NearNames.hint(name, known));
  }

  /** Resolves {@code TABLE(f(...))}, which {@code f(...)} in FROM also is. */
  private SqlNode collection(SqlCall call, boolean mayAlias) {
    SqlNode function = call.operand(0);
    if (function instanceof SqlBasicCall series && SeriesCalls.isSeries(series)) {
      return file(SeriesCalls.of(series), call, mayAlias);
    }
    if (function instanceof SqlBasicCall files && FileCalls.isFileFunction(files)) {
      return file(FileCalls.of(files), call, mayAlias);
    }
    return copyOperands(call);
  }

  private SqlNode file(FileCall call, SqlNode node, boolean mayAlias) {
    SqlParserPos position = node.getParserPosition();
    SqlIdentifier name = new SqlIdentifier(uniqueName(call), position);
    tables.computeIfAbsent(name.names, key -> catalog.open(call));
    if (!mayAlias) {
      return name;
    }
    return SqlStdOperatorTable.AS.createCall(
        position, name, new SqlIdentifier(alias(call, name.getSimple()), position));
  }

  /** Returns the first that is free of the short name, the path and the unique name. */
  private String alias(FileCall call, String uniqueName) {
    for (String alias : List.of(FileCalls.alias(call), FileCalls.description(call))) {
      if (aliasesOfFiles.add(alias.toLowerCase(Locale.ROOT))) {
        return alias;
      }
    }
    return uniqueName;
  }

  /**
   * Returns a name under which no other table is found: names match without regard to case, paths
   * must not.
   */
  private String uniqueName(FileCall call) {
    String name = FileCalls.description(call);
    String unique = name;
    int number = 1;
    while (isTakenByAnother(name, unique)) {
      number++;
      unique = name + " (" + number + ")";
    }
    return unique;
  }

  private boolean isTakenByAnother(String name, String unique) {
    for (List<String> taken : tables.keySet()) {
      if (taken.get(taken.size() - 1).equalsIgnoreCase(unique)
          && !(taken.get(0).equals(unique) && unique.equals(name))) {
        return true;
      }
    }
    return false;
  }

  private SqlNode copy(SqlNode node) {
    return Objects.requireNonNull(node.accept(this));
  }
}
