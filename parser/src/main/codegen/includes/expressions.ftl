/** Parses {@code ::type} after an expression; {@code ::INTERVAL} only after constant text. */
void AddInfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> { checkNonQueryExpression(exprContext); s.clear().add(this); }
    (
        LOOKAHEAD({ getToken(1).kind == INTERVAL && !startsIntervalQualifier() })
        <INTERVAL> { GrammarActions.castToInterval(list, s.end(this)); }
    |
        type = DataType() {
            list.add(new SqlParserUtil.ToTreeListItem(InfixCast.OPERATOR, s.pos()));
            list.add(type);
        }
    )
}

/** Parses {@code AT TIME ZONE 'zone'} after an expression. */
void AddTimeZone(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlNode zone;
}
{
    <AT> { checkNonQueryExpression(exprContext); s.clear().add(this); }
    <TIME> <ZONE>
    zone = Expression3(ExprContext.ACCEPT_SUB_QUERY) {
        list.add(new SqlParserUtil.ToTreeListItem(AtTimeZone.OPERATOR, s.pos()));
        list.add(zone);
    }
}

/** Parses a list in brackets, {@code ['a', 'b']}. */
SqlNode BracketList() :
{
    final Span s;
    SqlNodeList args;
}
{
    <LBRACKET> { s = span(); }
    (
        args = ExpressionCommaList(s, ExprContext.ACCEPT_SUB_QUERY)
    |
        { args = SqlNodeList.EMPTY; }
    )
    <RBRACKET> {
        return SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(s.end(this), args.getList());
    }
}

/** Parses a struct with the names of its members, {@code {'a': 1, b: 2}}. */
SqlNode StructLiteral() :
{
    final Span s;
    String name;
    SqlNode value;
    final Map<String, SqlNode> members = new LinkedHashMap<String, SqlNode>();
}
{
    (
        <STRUCT_START> { s = span(); name = GrammarActions.nameInStructStart(token.image); }
    |
        <LBRACE> { s = span(); }
        name = MemberName() <COLON>
    )
    value = Expression(ExprContext.ACCEPT_SUB_QUERY) { GrammarActions.putMember(members, name, value); }
    (
        <COMMA> name = MemberName() <COLON>
        value = Expression(ExprContext.ACCEPT_SUB_QUERY) { GrammarActions.putMember(members, name, value); }
    )*
    <RBRACE> { return StructConstructor.call(members, s.end(this)); }
}

String MemberName() :
{
    final SqlIdentifier name;
}
{
    <QUOTED_STRING> { return SqlParserUtil.parseString(token.image); }
|
    name = SimpleIdentifier() { return name.getSimple(); }
}

/** Parses the braces of {@code MAP {'a': 1, 'b': 2}}. */
SqlNodeList MapEntries() :
{
    final List<SqlNode> entries = new ArrayList<SqlNode>();
}
{
    (
        <STRUCT_START> { entries.add(GrammarActions.keyInStructStart(token.image, getPos())); }
        AddExpression(entries, ExprContext.ACCEPT_SUB_QUERY)
        ( <COMMA> AddMapEntry(entries) )*
    |
        <LBRACE>
        [
            AddMapEntry(entries)
            ( <COMMA> AddMapEntry(entries) )*
        ]
    )
    <RBRACE> { return new SqlNodeList(entries, getPos()); }
}

void AddMapEntry(List<SqlNode> entries) :
{
}
{
    AddExpression(entries, ExprContext.ACCEPT_SUB_QUERY)
    <COLON>
    AddExpression(entries, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses {@code unnest(list)} in an expression; analysis refuses it but in SELECT. */
SqlNode UnnestCall() :
{
    final Span s;
    final SqlNode list;
}
{
    <UNNEST> { s = span(); }
    <LPAREN>
    list = Expression(ExprContext.ACCEPT_SUB_QUERY)
    <RPAREN> {
        return FunctionCalls.of("unnest", s.end(this), list);
    }
}

/** Parses {@code ([DISTINCT] x, ... ORDER BY y, ...)}; gives the quantifier, the arguments and the order. */
List<SqlNode> OrderedArguments() :
{
    final SqlLiteral qualifier;
    final SqlNodeList order;
    final List<SqlNode> list = new ArrayList<SqlNode>();
}
{
    <LPAREN>
    (
        qualifier = AllOrDistinct() { list.add(qualifier); }
    |
        { list.add(null); }
    )
    AddArg(list, ExprContext.ACCEPT_SUB_QUERY)
    (
        <COMMA> AddArg(list, ExprContext.ACCEPT_SUB_QUERY)
    )*
    order = OrderBy(true) { list.add(order); }
    <RPAREN> {
        return list;
    }
}

/** Parses {@code FROM t [SELECT ...] [WHERE ...] ...}; without SELECT all columns are meant. */
SqlNode FromFirst() :
{
    final Span s;
    final SqlNode from;
    final SqlNode where;
    final SqlNodeList groupBy;
    final SqlNode having;
    final SqlNodeList windows;
    final SqlNode qualify;
    final List<SqlLiteral> keywords = new ArrayList<SqlLiteral>();
    SqlLiteral keyword;
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    <FROM> { s = span(); }
    from = FromClause()
    [
        <SELECT>
        [ keyword = AllOrDistinct() { keywords.add(keyword); } ]
        AddSelectItem(items)
        ( LOOKAHEAD(1) <COMMA> AddSelectItem(items) )*
    ]
    ( where = Where() | { where = null; } )
    ( groupBy = GroupBy() | { groupBy = null; } )
    ( having = Having() | { having = null; } )
    ( windows = Window() | { windows = null; } )
    ( qualify = Qualify() | { qualify = null; } )
    {
        if (items.isEmpty()) {
            items.add(SqlIdentifier.star(s.pos()));
        }
        return new SqlSelect(s.end(this), new SqlNodeList(keywords, s.pos()),
            new SqlNodeList(items, s.pos()), from, where, groupBy, having, windows, qualify,
            null, null, null, SqlNodeList.EMPTY);
    }
}

/** Parses the {@code ALL [ASC | DESC] [NULLS FIRST | LAST]} of ORDER BY ALL. */
void AddOrderByAll(List<SqlNode> list) :
{
    SqlNode e;
}
{
    <ALL> { e = GrammarActions.orderByAll(getPos()); }
    (
        <ASC>
    |   <DESC> { e = SqlStdOperatorTable.DESC.createCall(getPos(), e); }
    )?
    (
        LOOKAHEAD(2)
        <NULLS> <FIRST> { e = SqlStdOperatorTable.NULLS_FIRST.createCall(getPos(), e); }
    |
        <NULLS> <LAST> { e = SqlStdOperatorTable.NULLS_LAST.createCall(getPos(), e); }
    )?
    { list.add(e); }
}

/** Parses the {@code ON (keys)} of DISTINCT ON. */
SqlNodeList DistinctKeys() :
{
    final Span s;
    final SqlNodeList keys;
}
{
    <ON> { s = span(); }
    <LPAREN>
    keys = ExpressionCommaList(s, ExprContext.ACCEPT_SUB_QUERY)
    <RPAREN>
    { return keys; }
}
