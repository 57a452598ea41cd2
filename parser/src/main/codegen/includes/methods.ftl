    /** The names of the statement's parameters so far, "" for a question mark. */
    private final List<String> parameterNames = new ArrayList<String>();

    /** Parses the name of a parameter, which stands right behind its colon and may be a reserved word. */
    private SqlDynamicParam namedParameter() throws ParseException {
        final Span s = span();
        final Token colon = getToken(0);
        final Token next = getToken(1);
        final boolean isAdjacent = colon.endLine == next.beginLine && colon.endColumn + 1 == next.beginColumn;
        if (!isAdjacent || !GrammarActions.isParameterName(next.image)) {
            throw GrammarActions.noParameterName(getPos());
        }
        getNextToken();
        parameterNames.add(next.image);
        return GrammarActions.namedParameter(next.image, nDynamicParams++, s.end(this));
    }

    /** Returns whether a query follows, perhaps in parentheses. */
    private boolean startsQuery() {
        int i = 1;
        while (getToken(i).kind == LPAREN) {
            i++;
        }
        final int kind = getToken(i).kind;
        return kind == SELECT || kind == FROM || kind == VALUES || kind == WITH || kind == TABLE;
    }

    /** Returns whether arguments in parentheses follow, with an ORDER BY that is not that of a query. */
    private boolean hasOrderedArguments() {
        if (getToken(1).kind != LPAREN || getToken(2).kind == SELECT || getToken(2).kind == WITH
            || getToken(2).kind == FROM || getToken(2).kind == VALUES || getToken(2).kind == TABLE) {
            return false;
        }
        int depth = 0;
        for (int i = 1; getToken(i).kind != EOF; i++) {
            final int kind = getToken(i).kind;
            depth += kind == LPAREN ? 1 : kind == RPAREN ? -1 : 0;
            if (depth == 0) {
                return false;
            }
            if (depth == 1 && kind == ORDER) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether SEMI JOIN or ANTI JOIN follows. */
    private boolean startsJoin() {
        final int kind = getToken(1).kind;
        return (kind == SEMI || kind == ANTI) && getToken(2).kind == JOIN;
    }

    /** Returns whether INTERVAL and a unit follow. */
    private boolean startsIntervalQualifier() {
        switch (getToken(2).kind) {
        case YEAR:
        case MONTH:
        case DAY:
        case HOUR:
        case MINUTE:
        case SECOND:
            return true;
        default:
            return false;
        }
    }

    /** Returns whether {@code >>} follows, which is two tokens, for it also ends types. */
    private boolean startsRightShift() {
        final Token first = getToken(1);
        final Token second = getToken(2);
        return first.kind == GT && second.kind == GT
            && first.endLine == second.beginLine && first.endColumn + 1 == second.beginColumn;
    }

    /** Returns whether a word, reserved or not, or a quoted one follows. */
    private boolean startsWord() {
        final Token next = getToken(1);
        return next.kind == QUOTED_STRING
            || next.kind == QUOTED_IDENTIFIER
            || (next.kind != EOF && Character.isLetter(next.image.charAt(0)));
    }

    /** Returns whether what follows cannot begin an item of GROUP BY. */
    private boolean endsGrouping() {
        switch (getToken(1).kind) {
        case EOF:
        case SEMICOLON:
        case RPAREN:
        case HAVING:
        case WINDOW:
        case QUALIFY:
        case ORDER:
        case LIMIT:
        case OFFSET:
        case FETCH:
        case UNION:
        case INTERSECT:
        case EXCEPT:
        case SET_MINUS:
            return true;
        default:
            return false;
        }
    }

    /** Parses {@code k 'v', 'k' = v, k, k (v, w), ...} up to the closing parenthesis. */
    private void options(Map<String, String> options) throws ParseException {
        if (getToken(1).kind == RPAREN) {
            return;
        }
        option(options);
        while (getToken(1).kind == COMMA) {
            getNextToken();
            option(options);
        }
    }

    private void option(Map<String, String> options) throws ParseException {
        final String name = optionWord();
        final SqlParserPos position = getPos();
        if (getToken(1).kind == EQ || getToken(1).kind == NAMED_ARGUMENT_ASSIGNMENT) {
            getNextToken();
        }
        String value = "true";
        switch (getToken(1).kind) {
        case COMMA:
        case RPAREN:
            break;
        case LPAREN:
            value = optionValues();
            break;
        default:
            value = optionValue();
        }
        GrammarActions.putOption(options, name, value, position);
    }

    private String optionValues() throws ParseException {
        jj_consume_token(LPAREN);
        final StringBuilder values = new StringBuilder(optionValue());
        while (getToken(1).kind == COMMA) {
            getNextToken();
            values.append(',').append(optionValue());
        }
        jj_consume_token(RPAREN);
        return values.toString();
    }

    private String optionValue() throws ParseException {
        return startsWord() ? optionWord() : NumericLiteral().toValue();
    }

    /** Parses any word, also a reserved one, a quoted name, or a string; dots join several. */
    private String optionWord() throws ParseException {
        final StringBuilder name = new StringBuilder(optionWordPart());
        while (getToken(1).kind == DOT) {
            getNextToken();
            name.append('.').append(optionWordPart());
        }
        return name.toString();
    }

    private String optionWordPart() throws ParseException {
        if (!startsWord()) {
            // Fails, and tells what was expected.
            return SimpleIdentifier().getSimple();
        }
        final Token word = getNextToken();
        switch (word.kind) {
        case QUOTED_STRING:
            return SqlParserUtil.parseString(word.image);
        case QUOTED_IDENTIFIER:
            return SqlParserUtil.stripQuotes(word.image, DQ, DQ, DQDQ, Casing.UNCHANGED);
        default:
            return word.image;
        }
    }

    private SqlIdentifier argumentName() throws ParseException {
        final String name = optionWord();
        return new SqlIdentifier(name, getPos());
    }
