"""The same as FlightsApplication, in Python: with `foreachBatch` if the second argument says so, and without one if not."""

import json
import sys

from gateway import Callback, java

with open(sys.argv[1]) as file:
    baton = json.load(file)
query = baton.pop("query")
checkpoint = baton.pop("checkpoint")


def options(builder):
    for name, value in baton.items():
        builder = builder.option(name, value)
    return builder


def commit(batch, batch_id):
    print("planned batch", batch_id)
    options(batch.write().format("baton")).mode("append").save()


spark = java("org.apache.spark.sql.SparkSession").builder().getOrCreate()
options(spark.readStream().format("baton")).load().createOrReplaceTempView("events")
writer = spark.sql(query).writeStream()
if sys.argv[2] == "foreachBatch":
    sources = "org.apache.spark.sql.execution.streaming.sources."
    callback = Callback(sources + "PythonForeachBatchFunction", commit)
    java(sources + "PythonForeachBatchHelper").callForeachBatch(writer, callback)
else:
    options(writer.format("baton"))
writer.option("checkpointLocation", checkpoint).start().awaitTermination()
