"""Small projects that acquire, route, clean and store data, and some that only say so."""

from __future__ import annotations

from textwrap import dedent


def python(text: str) -> str:
    """A program whose lines stand at the margin."""
    return dedent(text).lstrip("\n")


STUDY = """# Choice of the database

We keep forty million readings of water, asked for by town and by day, on one server of the prefecture.

| Criterion | PostgreSQL | Cassandra |
|---|---|---|
| joins by town | native | none |
| writes in a second | 20,000 | 200,000, over several nodes |
| people who know it here | two | nobody |

PostgreSQL is simpler to run; its drawback is one machine, which limits what we can write.
"""
PROSE_STUDY = """# 0003 Use DuckDB

## Considered options

DuckDB reads the parquet files in place and is faster for our reports; it is a weakness that one writer
holds the file. SQLite is mature and simple, but slow for sums over columns. Both need no server, which
suits a single analyst who works on her own machine with the readings of one department.
"""
STACK = """# Database and storage

The project is made of these parts, which the compose file starts together for a developer who comes
new to it, and which the makefile stops again when the day is over and nothing must run any more.

| Part | Made with |
|---|---|
| readings | PostgreSQL |
| cache | Redis |
"""
COMPOSE = "services:\n  db:\n    image: postgres:16\n  broker:\n    image: apache/kafka:3.7.0\n"
LOAD = python(
    """
    import pandas as pd
    import sqlalchemy

    engine = sqlalchemy.create_engine("postgresql://db/water")

    def load(path):
        readings = pd.read_csv(path)
        readings.to_sql("readings", engine, if_exists="append")
    """
)
FLOW = """# Data flow

The readings travel in four steps, each of which can be run alone and repeated.

- Extraction: `load.py` collects the readings that the agency publishes for each department.
- Routing: Airflow schedules the download each night and uploads the file to the landing folder.
- Processing: the readings are cleaned, deduplicated by town, and joined with the list of networks.
- Storage: PostgreSQL stores the result, a table for each year, and keeps the file beside it for audits.

When the agency does not answer, yesterday's table stays and the next night takes both days together.
"""
DRAWING = """# Architecture

```mermaid
flowchart LR
  A[extract from the agency] --> B[queue] --> C[clean and join] --> D[(database)]
```
"""
DAG = python(
    """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    with DAG("water", schedule="@daily", default_args={"retries": 2}) as dag:
        fetch = BashOperator(task_id="fetch", bash_command="python load.py", retries=2)
        build = BashOperator(task_id="build", bash_command="dbt build --select water")
        fetch >> build
    """
)
CONSUMER = python(
    """
    from kafka import KafkaConsumer

    def readings():
        for message in KafkaConsumer("readings"):
            yield message.value
    """
)
API = python(
    """
    import requests

    URL = "https://hubeau.example/api/v1"

    def towns(department):
        answer = requests.get(f"{URL}/towns/{department}", timeout=10)
        answer.raise_for_status()
        return answer.json()
    """
)
MODEL = python(
    """
    import joblib
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(SimpleImputer(), LogisticRegression())

    def score(rows):
        return model.predict(rows)
    """
)
CLEAN = python(
    """
    import pandas as pd

    def clean(readings, networks):
        readings = readings.dropna(subset=["value"]).drop_duplicates()
        readings["day"] = pd.to_datetime(readings["day"])
        readings["town"] = readings["town"].str.strip()
        readings["before"] = readings.groupby("town")["value"].shift(1)
        return readings.merge(networks, on="network").sort_values("day", key=lambda day: day.dt.year)
    """
)
STORES = """# Stores

Two stores, which no query ever crosses; what one holds is made from the other each night.

- PostgreSQL is the runtime: the database that serves the API within some milliseconds, for two years.
- DuckDB is the back office: a warehouse for the analytical questions, which keeps all that ever was.
"""
SERVING = python(
    """
    from sqlalchemy.orm import sessionmaker

    Session = sessionmaker()
    """
)
OFFICE = python(
    """
    import duckdb

    duckdb.connect("warehouse.duckdb").sql("CREATE TABLE marts.towns AS SELECT * FROM raw.readings")
    """
)
