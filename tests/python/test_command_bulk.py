"""otpp bulk: CSV and Parquet in and out, with pyotp as the oracle."""

import csv
import io
import json
import pathlib
import re
import sys

import otpp
import pyotp
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import SECRET, SHORT, Terminal, plain, refused, run  # noqa: E402

pa = pytest.importorskip("pyarrow")
import pyarrow.csv  # noqa: E402
import pyarrow.parquet  # noqa: E402, F401

TABLE = f'''\
id,secret,code,at
a,{SECRET},287082,59
b,{SECRET},755224,59
c,{SECRET},000000,59
"d, ""d""",{SECRET},287 082,1970-01-01T00:00:59Z
e,JBSWY3DPEHPK3PX1,287082,59
f,,287082,59
ö,{SECRET.lower()},28708,59
h,{SECRET},287082,never
'''
MATCHED = [
    ("a", "true", "0", ""),
    ("b", "true", "-1", ""),
    ("c", "false", "", ""),
    ('d, "d"', "true", "0", ""),
    ("e", "", "", "base32_lookalike"),
    ("f", "", "", "key_empty"),
    ("ö", "false", "", ""),
    ("h", "", "", "time"),
]
MATCH = ("bulk", "match", "--time", "at")


def rows(text):
    return [tuple(row) for row in csv.reader(io.StringIO(text))]


@pytest.mark.parametrize(
    "end, mark, delimiter", [("\n", "", ","), ("\r\n", "\ufeff", ","), ("\n", "\ufeff", ";"), ("\r\n", "", "\t")]
)
def test_bulk_match_adds_results_to_rows(end, mark, delimiter, tmp_path):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows(TABLE))
    table = (mark + text.getvalue()).encode()
    (tmp_path / "in.csv").write_bytes(table)
    for ran in (run(*MATCH, given=table), run(*MATCH, tmp_path / "in.csv")):
        assert ran.code == 0, ran
        found = rows(ran.out)
        assert [row[1] for row in found] == [row[3] for row in rows(TABLE)]  # the times go along
        assert [row[:1] + row[2:] for row in found] == [("id", "fits", "drift", "fault"), *MATCHED]
        assert re.fullmatch(
            r"8 rows in [\d.]+ s, [\d,]+ a second: 3 fit, 2 do not, 3 invalid\n", ran.error
        ), ran


def test_bulk_passcodes_adds_passcodes_to_rows():
    ran = run("bulk", "passcodes", "--at", "59", given=f"id,secret\n1,{SECRET}\n2,{SHORT}\n3,?\n")
    assert rows(ran.out) == [
        ("id", "passcode", "fault"), ("1", "287082", ""), ("2", "996554", ""), ("3", "", "base32_symbol"),
    ]  # fmt: skip
    ran = run("bulk", "passcodes", "--at", "1111111109", "--digits", "8", given=f"secret\n{SECRET}\n")
    assert rows(ran.out)[1] == ("07081804", "")
    ran = run("bulk", "passcodes", "--key", "k", "--json", "--period", "60", "--at", "119",
              given=f"k\n{SECRET}\n")  # fmt: skip
    assert rows(ran.out)[1] == ("287082", "")
    output = json.loads(ran.error)
    assert (output["rows"], output["faults"]) == (1, 0)


def test_bulk_reads_and_writes_parquet(tmp_path):
    table = pa.table(
        {
            "id": [1, 2, 3, 4],
            "secret": pa.array([SECRET, SHORT, None, SECRET]).dictionary_encode(),
            "code": ["287082", "996554", "287082", "000000"],
            "at": pa.array([59, 59, 59, 59]),
            "when": pa.array([59_000] * 4, pa.timestamp("ms", tz="UTC")),
        }
    )
    pa.parquet.write_table(table, tmp_path / "in.parquet", row_group_size=3)
    for column in ("at", "when"):
        ran = run("bulk", "match", tmp_path / "in.parquet", "--time", column, "-o", tmp_path / f"{column}.parquet")
        assert ran.code == 0, ran
        out = pa.parquet.read_table(tmp_path / f"{column}.parquet")
        assert out.column_names == ["id", "at", "when", "fits", "drift", "fault"]
        assert out["id"].type == pa.int64() and out["when"].type == table["when"].type
        assert out["fits"].to_pylist() == [True, True, None, False]
        assert out["drift"].to_pylist() == [0, 0, None, None]
        assert out["fault"].to_pylist() == [None, None, "key_empty", None]
    ran = run("bulk", "passcodes", tmp_path / "in.parquet", "--at", "59")
    assert [row[-2:] for row in rows(ran.out)] == [
        ("passcode", "fault"), ("287082", ""), ("996554", ""), ("", "key_empty"), ("287082", ""),
    ]  # fmt: skip
    ran = run("bulk", "passcodes", "-o", tmp_path / "of-csv.parquet", "--at", "59", given=f"secret\n{SECRET}\n")
    assert pa.parquet.read_table(tmp_path / "of-csv.parquet")["passcode"].to_pylist() == ["287082"]


def test_bulk_match_of_many_blocks_agrees_with_pyotp():
    """The table has more than one block."""
    keys = [pyotp.random_base32() for _ in range(300)]
    at = 1_700_000_000
    made, expected = ["n,secret,code"], []
    for n in range(200_000):
        key = keys[n % 300]
        if n < 3_000:
            code = otpp.TOTP(key).at(at + 30 * (n % 5 - 2))
            expected.append(pyotp.TOTP(key).verify(code, for_time=at, valid_window=1))
        else:
            code = "123456"
        made.append(f"{n},{key},{code}")
    ran = run("bulk", "match", "--at", str(at), given="\n".join(made) + "\n")
    found = rows(ran.out)[1:]
    assert [row[0] for row in found] == [str(n) for n in range(200_000)]
    assert [row[1] == "true" for row in found[:3_000]] == expected
    assert 0 < sum(expected) < 3_000
    assert ran.error.startswith("200,000 rows")


@pytest.mark.parametrize(
    "table, words",
    [
        (b"", "the table is empty: the first row must name the columns"),
        (b"\n\n", "the table is empty"),
        (b"id,key,code\n", "--key: this column does not exist; the columns are id, key, code"),
        (b"secret,secret,code\n", "--key: this column occurs twice"),
        (f"1,{SECRET},287082\n".encode(), "not shown, as the first row may not be a header"),
        (f"{SECRET}9,287082\n".encode(), "not shown, as the first row may not be a header"),
        (f"{SECRET[:16]}\n{SECRET[16:]}\n".encode(), "not shown, as the first row may not be a header"),
        (f"id,secret,code\n1,{SECRET},287082\n2,{SECRET}\n".encode(), "row 3 has 2 columns; the header has 3"),
        (f"id,secret,code\n1,{SECRET},1,{SECRET}\n".encode(), "row 2 has 4 columns"),
        ("\ufeffid,secret,code\n".encode("utf-16-le"), "byte 1: the table is UTF-16"),
        (f"id,secret,code\n1,{SECRET},287082\n\xe9,{SECRET},1\n".encode("latin-1"), "invalid UTF-8: save"),
        (f'id,secret,code\n"1,{SECRET},287082\n'.encode(), "invalid CSV|row 2 has 1 column;"),
        (b"id,fits,secret,code\n", "already has a column fits: rename it"),
    ],
)
def test_bulk_refuses_invalid_table(table, words, tmp_path):
    (tmp_path / "in.csv").write_bytes(table)
    code = 2 if b"fits" in table else 3
    for given in ([tmp_path / "in.csv"], ["-"]):
        refused(code, words, "bulk", "match", "-o", tmp_path / "out.csv", *given, given=table)
    assert [f.name for f in tmp_path.iterdir()] == ["in.csv"]


def test_bulk_reports_place_of_invalid_utf8(tmp_path):
    good = f"id,secret,code\n1,{SECRET},287082\n".encode()
    (tmp_path / "in.csv").write_bytes(good + b"J\xfcrgen,A,1\n")
    refused(3, rf"line 3, byte {len(good) + 2} of the file: invalid UTF-8: save", "bulk", "match",
            tmp_path / "in.csv")  # fmt: skip


def test_bulk_of_table_without_rows_writes_header(tmp_path):
    ran = run("bulk", "match", given="id,secret,code\n")
    assert (ran.code, ran.out) == (0, "id,fits,drift,fault\n")
    assert run("bulk", "match", "-o", tmp_path / "o.parquet", given="id,secret,code\n").code == 0
    assert pa.parquet.read_table(tmp_path / "o.parquet").num_rows == 0


def test_bulk_refuses_invalid_options_and_files(tmp_path):
    table = f"secret,code\n{SECRET},287082\n"
    for options, words in (
        (["--digits", "5"], "digits"),
        (["--kernel", "cuda"], "kernel"),
        (["--window", "101"], "window|back"),
        (["--threads", "-1"], "threads"),
        (["--period", "0"], "period"),
    ):
        ran = run("bulk", "match", *options, given=table)
        assert ran.code in (2, 3) and re.search(words, ran.error), ran
        assert ran.error.count("\n") == 1 and ran.error.startswith("otpp bulk: ")
    (tmp_path / "in.parquet").write_bytes(b"PAR1 no")
    refused(3, "in.parquet: invalid Parquet", "bulk", "match", tmp_path / "in.parquet")
    refused(4, "no such file", "bulk", "match", tmp_path / "none.csv")
    refused(4, "no such file", "bulk", "match", tmp_path / "none.parquet")


def test_bulk_kernels_agree():
    table = "secret\n" + "".join(f"{pyotp.random_base32()}\n" for _ in range(100))
    outputs = {run("bulk", "passcodes", "--at", "59", "--kernel", k, given=table).out for k in otpp.bulk.kernels()}
    assert len(outputs) == 1


def test_bulk_shows_progress_bar_on_terminal(tmp_path):
    (tmp_path / "in.csv").write_text("id,secret\n" + f"1,{SECRET}\n" * 400_000)
    with Terminal("bulk", "passcodes", tmp_path / "in.csv", "-o", tmp_path / "out.csv") as terminal:
        shown, code = terminal.end()
    assert code == 0
    assert re.search(r"━+", shown) and re.search(r"\d[\d,]* rows, [\d,]+ a second", shown)
    assert re.fullmatch(r"400,000 rows in [\d.]+ s, [\d,]+ a second", plain(shown).rstrip("\n").rpartition("\n")[2])
    assert (tmp_path / "out.csv").read_text().count("\n") == 400_001


def test_bulk_interrupted_at_terminal_leaves_no_file(tmp_path):
    with Terminal("bulk", "passcodes", "/dev/stdin", "-o", tmp_path / "out.csv") as terminal:
        terminal.type("id,secret\n")
        terminal.until("━.*\r")  # the second frame: the imports are done
        terminal.until("━.*\r")
        assert [f.name[:6] for f in tmp_path.iterdir()] == [".otpp-"]
        terminal.type("\x03")
        shown, code = terminal.end()
    assert code == 130 and "no partial file was left" in shown
    assert list(tmp_path.iterdir()) == []
