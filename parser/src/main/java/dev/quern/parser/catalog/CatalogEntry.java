package dev.quern.parser.catalog;

/** What a name in a catalog stands for. */
public sealed interface CatalogEntry permits CatalogTable, CatalogView {}
