/** Parses statements with semicolons between them; empty statements are passed over. */
List<Statement> Statements(SourceText text) :
{
    final List<Statement> statements = new ArrayList<Statement>();
    Statement statement;
}
{
    ( <SEMICOLON> )*
    [
        statement = StatementOf(text) { statements.add(statement); }
        (
            LOOKAHEAD(<SEMICOLON> StatementStart())
            <SEMICOLON>
            statement = StatementOf(text) { statements.add(statement); }
        |
            <SEMICOLON>
        )*
    ]
    <EOF>
    { return statements; }
}

/** Matches any token but a semicolon or the end. */
void StatementStart() :
{}
{
    LOOKAHEAD({ getToken(1).kind != SEMICOLON && getToken(1).kind != EOF }) E()
}

/** Parses one statement. */
Statement StatementOf(SourceText text) :
{
    final Statement statement;
    final Query query;
}
{
    { nDynamicParams = 0; parameterNames.clear(); }
    (
        statement = CreateStatement(text)
    |
        statement = DropStatement(text)
    |
        LOOKAHEAD(2)
        statement = CopyStatement(text)
    |
        statement = ExplainStatement(text)
    |
        statement = ShowStatement(text)
    |
        statement = DescribeStatement(text)
    |
        LOOKAHEAD(2)
        statement = SummarizeStatement(text)
    |
        statement = SetStatement(text)
    |
        query = QueryOf(text) { statement = query; }
    )
    { return statement; }
}

/** Parses a query and keeps its text. */
Query QueryOf(SourceText text) :
{
    final Token first;
    final SqlNode node;
}
{
    { first = getToken(1); }
    node = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return GrammarActions.query(text, sliceFrom(text, first), node, parameterNames); }
}

/** Parses a table, or a query with or without parentheses. */
Query TableOrQuery(SourceText text) :
{
    final Token first;
    final SqlNode node;
    final Query query;
}
{
    { first = getToken(1); }
    (
        LOOKAHEAD({ startsQuery() })
        query = QueryOf(text) { return query; }
    |
        node = TableRef() {
            return new Query("SELECT * FROM " + sliceFrom(text, first), GrammarActions.selectAll(node), parameterNames);
        }
    )
}

JAVACODE
String sliceFrom(SourceText text, Token first) {
    return text.slice(first.beginLine, first.beginColumn, token.endLine, token.endColumn);
}

Statement CreateStatement(SourceText text) :
{
    final Token first;
    boolean replace = false;
    final Statement statement;
}
{
    <CREATE> { first = token; }
    [ <OR> <REPLACE> { replace = true; } ]
    (
        statement = CreateExternalTableRest(text, first, replace)
    |
        // All views are of one session.
        [ <TEMP> | <TEMPORARY> ]
        statement = CreateViewRest(text, first, replace)
    )
    { return statement; }
}

boolean IfNotExists() :
{}
{
    LOOKAHEAD(2)
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean IfExists() :
{}
{
    LOOKAHEAD(2)
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

Statement CreateExternalTableRest(SourceText text, Token first, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<ColumnDeclaration> columns = new ArrayList<ColumnDeclaration>();
    final List<String> partitions = new ArrayList<String>();
    String format = null;
    final List<String> locations = new ArrayList<String>();
    final Map<String, String> options = new LinkedHashMap<String, String>();
}
{
    <EXTERNAL> <TABLE> ifNotExists = IfNotExists()
    name = CompoundTableIdentifier()
    [
        <LPAREN>
        AddColumnDeclaration(text, columns)
        ( <COMMA> AddColumnDeclaration(text, columns) )*
        <RPAREN>
    ]
    (
        <STORED> <AS> { format = optionWord(); }
    |
        <PARTITIONED> <BY> <LPAREN> AddColumnName(partitions) ( <COMMA> AddColumnName(partitions) )* <RPAREN>
    |
        <LOCATION> AddLocation(locations)
    |
        <OPTIONS> OptionList(options)
    )*
    {
        return GrammarActions.externalTable(sliceFrom(text, first), name, replace, ifNotExists, columns, partitions,
            format, locations, options, getPos());
    }
}

void AddColumnDeclaration(SourceText text, List<ColumnDeclaration> columns) :
{
    final SqlIdentifier name;
    SqlDataTypeSpec type = null;
    boolean nullable = true;
}
{
    name = SimpleIdentifier()
    [ type = DataType() ]
    [
        <NOT> <NULL> { nullable = false; }
    |
        <NULL>
    ]
    { columns.add(GrammarActions.column(name, type, nullable)); }
}

void AddColumnName(List<String> names) :
{
    final SqlIdentifier name;
}
{
    name = SimpleIdentifier()
    [ DataType() ]
    { names.add(name.getSimple()); }
}

void AddLocation(List<String> locations) :
{}
{
    AddPath(locations)
|
    <LPAREN> AddPath(locations) ( <COMMA> AddPath(locations) )* <RPAREN>
}

void AddPath(List<String> locations) :
{}
{
    <QUOTED_STRING> { locations.add(SqlParserUtil.parseString(token.image)); }
}

/** Parses options; which tokens are words is not for the grammar to say. */
void OptionList(Map<String, String> options) :
{}
{
    <LPAREN> { options(options); } <RPAREN>
}

Statement CreateViewRest(SourceText text, Token first, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    SqlNodeList columns = SqlNodeList.EMPTY;
    final Query query;
}
{
    <VIEW> ifNotExists = IfNotExists()
    name = CompoundTableIdentifier()
    [ columns = ParenthesizedSimpleIdentifierList() ]
    <AS>
    query = QueryOf(text)
    {
        return new CreateView(sliceFrom(text, first), GrammarActions.name(name), replace, ifNotExists,
            GrammarActions.names(columns), query);
    }
}

Statement DropStatement(SourceText text) :
{
    final Token first;
    final boolean view;
    final boolean ifExists;
    final SqlIdentifier name;
}
{
    <DROP> { first = token; }
    ( [ <EXTERNAL> ] <TABLE> { view = false; } | <VIEW> { view = true; } )
    ifExists = IfExists()
    name = CompoundTableIdentifier()
    {
        return view
            ? new DropView(sliceFrom(text, first), GrammarActions.name(name), ifExists)
            : new DropTable(sliceFrom(text, first), GrammarActions.name(name), ifExists);
    }
}

Copy CopyStatement(SourceText text) :
{
    final Token first;
    final Query query;
    final String path;
    final Map<String, String> options = new LinkedHashMap<String, String>();
}
{
    <COPY> { first = token; }
    query = TableOrQuery(text)
    <TO> <QUOTED_STRING> { path = SqlParserUtil.parseString(token.image); }
    [ <WITH> ]
    [ OptionList(options) ]
    { return new Copy(sliceFrom(text, first), query, path, options); }
}

Statement ExplainStatement(SourceText text) :
{
    final Token first;
    boolean analyze = false;
    final SqlParserPos position;
    final Map<String, String> options = new LinkedHashMap<String, String>();
    final Query query;
    Copy copy = null;
}
{
    <EXPLAIN> { first = token; }
    [ LOOKAHEAD(2) <ANALYZE> { analyze = true; } ]
    [ LOOKAHEAD({ getToken(1).kind == LPAREN && !startsQuery() }) OptionList(options) ]
    { position = getPos(); }
    (
        LOOKAHEAD({ getToken(1).kind == COPY })
        copy = CopyStatement(text) { query = copy.query(); }
    |
        query = QueryOf(text)
    )
    { return GrammarActions.explain(sliceFrom(text, first), analyze, options, query, copy, position); }
}

Statement ShowStatement(SourceText text) :
{
    final Token first;
}
{
    <SHOW> { first = token; }
    <TABLES>
    { return new ShowTables(sliceFrom(text, first)); }
}

Statement DescribeStatement(SourceText text) :
{
    final Token first;
    final Query query;
}
{
    <DESCRIBE> { first = token; }
    query = TableOrQuery(text)
    { return new Describe(sliceFrom(text, first), query); }
}

Statement SummarizeStatement(SourceText text) :
{
    final Token first;
    final Query query;
}
{
    <SUMMARIZE> { first = token; }
    query = TableOrQuery(text)
    { return new Summarize(sliceFrom(text, first), query); }
}

Statement SetStatement(SourceText text) :
{
    final Token first;
    final String name;
    final String value;
}
{
    <SET> { first = token; }
    { name = optionWord(); }
    ( <EQ> | <TO> )
    { value = optionValue(); }
    { return new SetOption(sliceFrom(text, first), name.toLowerCase(Locale.ROOT), value); }
}
