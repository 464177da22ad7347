"""Decide a slice of the rules with hand-written SQL on DuckDB: arguments SOURCE INPUT OUTPUT THREADS.

SOURCE tells what INPUT is: `jsonl` and `long` are the files that our own engine reads, `wide` is a Parquet file of the
wide table (`wide.sql`) made beforehand. With `make` as the source that file is made, as OUTPUT. Not here: what is in
the slice (`slice.sql`).
"""

import sys
from importlib import import_module
from pathlib import Path

SOURCES = {
    "jsonl": """
        CREATE VIEW cases AS SELECT * FROM read_json('{0}', format = 'newline_delimited', columns = {{
            "case": 'VARCHAR', lines: 'STRUCT(id VARCHAR, code VARCHAR)[]',
            findings: 'STRUCT(finding VARCHAR, "at" STRUCT(modality VARCHAR, step VARCHAR), present BOOLEAN,
                value VARCHAR)[]'}});
        CREATE VIEW requested AS SELECT "case", line.id AS line, line.code AS code
            FROM (SELECT "case", unnest(lines) AS line FROM cases);
        CREATE VIEW statements AS SELECT "case", said.finding AS finding,
            coalesce(said."at".modality, said."at".step) AS slot, coalesce(said.present, true) AS present,
            said.value AS value FROM (SELECT "case", unnest(findings) AS said FROM cases);
        """,
    "long": """
        CREATE VIEW requested AS SELECT "case", line, value AS code FROM '{0}' WHERE predicate = 'line.code';
        CREATE VIEW statements AS SELECT "case", predicate AS finding,
            split_part(arguments, '=', 2) AS slot, polarity = 'present' AS present, value
            FROM '{0}' WHERE polarity IS NOT NULL;
        """,
    "wide": "CREATE VIEW wide AS SELECT * FROM '{0}';",
}


def main() -> None:
    """Make the verdicts, or the wide table."""
    source, given, output, threads = sys.argv[1:]
    duck = import_module("duckdb").connect(config={"threads": int(threads)})
    made = source == "make"
    duck.execute(SOURCES["jsonl" if made else source].format(given))
    if source != "wide":
        duck.execute(text("wide.sql"))
    if made:
        duck.execute(f"COPY (FROM wide ORDER BY \"case\", line) TO '{output}'")
        return
    duck.execute(text("slice.sql"))
    duck.execute(f"COPY verdicts TO '{output}' (FORMAT csv, DELIMITER '\t', HEADER false)")


def text(name: str) -> str:
    """A file of SQL beside this one."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
