package dev.baton.spark;

import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What is to be written. Immutable.
 *
 * @param options of the writer
 * @param queryId Spark's
 * @param schema of the rows
 */
public record WriteInfo(CaseInsensitiveStringMap options, String queryId, StructType schema)
        implements LogicalWriteInfo {}
