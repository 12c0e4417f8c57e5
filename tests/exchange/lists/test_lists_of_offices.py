"""Lists as offices send them: nothing is taken in wrongly without a word."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from csassess.domain.errors import UserError
from csassess.domain.exchange.lists import DateOrder, Encoding, Reading
from csassess.exchange.lists.candidate_list import read_table
from csassess.services.candidates import candidates
from csassess.services.lists import spreadsheets

ULN = "1000000043"


def read(caseload, content, **how):
    return spreadsheets.read_candidate_list(
        caseload, content.encode() if isinstance(content, str) else content, **how
    )


def names(listed):
    return [row.values["name"] for row in listed.rows]


def right(listed):
    return [row.values["name"] for row in listed.rows if not row.errors]


def workbook(*rows, title="Learners", before=0):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for _ in range(before):
        book.create_sheet("Cover", 0)
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WRONG = {
    "a quotation mark that is not closed": (
        'Name,Job\n"Ann Marsh,Clerk\nBob Lee,Clerk\nCid Roy,Clerk\n',
        "Line 2: a quotation mark is not closed",
        ["Bob Lee", "Cid Roy"],
    ),
    "one that is closed by another row": (
        'Name,Job\n"Ann Marsh,Clerk\nBob Lee,Clerk\nCid" Roy,Clerk\n',
        "Line 2: a quotation mark is not closed",
        ["Bob Lee", 'Cid" Roy'],
    ),
    "one in a list of names alone": ('Name\n"Ann\nBob\nCid"\n', "Line 2: the value of “name” goes over", []),
    "a comma in a name": ("Name,Number\nMarsh, Ann,0042\nBo,7\n", "Line 2: it has 3 values for 2", ["Bo"]),
    "one in a list whose rows end in nothing": (
        "Name,Number,Note\nMarsh, Ann,0042,\nBo,7,\n",
        "Line 2: it has 4 values for 3",
        ["Bo"],
    ),
    "a number that the spreadsheet rounded": (
        f"Name,ULN\nAnn,1.23457E+09\nBo,{ULN}\n",
        "Line 2: “1.23457E+09” was rounded by the spreadsheet",
        ["Bo"],
    ),
    "a rounded candidate number": ("Name,Number\nAnn,1.2E+11\nBo,7\n", "was rounded", ["Bo"]),
    "a ULN of nine digits": ("Name,ULN\nAnn,100000004\n", "A ULN has ten digits", []),
    "the year 26": (
        "Name,Registered\nAnn,24/11/0026\nBo,24/11/2026\n",
        "the year of “24/11/0026” cannot be right",
        ["Bo"],
    ),
    "a year of two digits": ("Name,Registered\nAnn,24/11/26\n", "“24/11/26” is not a date", []),
    "a name too long to save": (f"Name\n{'Ann ' * 60}\nBo\n", "Line 2: The text that begins", ["Bo"]),
    "a registration that ends before it begins": (
        "Name,Award,Registered,Expires\nAnn,NVQ,2026-03-01,2025-03-01\n",
        "expires before it began",
        [],
    ),
}


@pytest.mark.parametrize(("content", "sentence", "left"), WRONG.values(), ids=WRONG.keys())
def test_a_row_that_is_wrong_is_named_with_the_reason_and_the_others_are_right(
    caseload, content, sentence, left
):
    listed = read(caseload, content)
    (error, *_) = spreadsheets.invalid_rows(listed)
    assert sentence in error
    assert right(listed) == left
    with pytest.raises(UserError, match="Nobody was added"):
        spreadsheets.import_candidates(caseload, listed)
    assert candidates.list_candidates(caseload) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("First name;Surname\nAnn;Marsh\n", "Ann Marsh"),
        ("Surname,Forename(s),ULN\nMarsh,Ann Louise,\n", "Ann Louise Marsh"),
        ("Last Name\tMiddle Names\tFirst Name\nMarsh\tLouise\tAnn\n", "Ann Louise Marsh"),
        ("Name,Surname\nAnn,Marsh\n", "Ann Marsh"),
        ("Surname,Number\nMarsh,1\n", "Marsh"),
        ("Full name,First name,Surname\nAnn Marsh,Ann,Marsh\n", "Ann Marsh"),
        ('Name,Number\n"Marsh, Ann",1\n', "Marsh, Ann"),
        ("sep=;\r\nName;Number\r\nAnn;1\r\n", "Ann"),
        ('Name;Address;Job\nAnn;"1 Quay Street\nHarbour";Clerk\n', "Ann"),
        ("\n\nName|Number\nAnn|1\n", "Ann"),
        ('"Name","Note, if any"\n"Ann","a, b"\n', "Ann"),
        ("Name,Number,,\nAnn,1,,\n", "Ann"),
        ("Name,Number\nAnn,1,\n", "Ann"),
    ],
)
def test_a_name_is_read_whole_from_one_column_or_several(caseload, content, name):
    listed = read(caseload, content)
    assert spreadsheets.invalid_rows(listed) == []
    assert names(listed) == [name]
    assert spreadsheets.import_candidates(caseload, listed) == 1


def test_two_columns_called_name_are_not_guessed_at(caseload):
    content = "Name,Name,Number\nAnn,Marsh,1\n"
    with pytest.raises(UserError, match="Several columns are called Name"):
        read(caseload, content)
    columns = {"first_name": "Name (column 1)", "surname": "Name (column 2)"}
    assert names(read(caseload, content, columns=columns)) == ["Ann Marsh"]


def test_one_line_in_another_encoding_garbles_no_other_line_and_is_named(caseload):
    content = "Name,Number\nSiân Ŵyn,1\n".encode() + "Seán Roe,2\n".encode("cp1252")
    listed = read(caseload, content)
    assert names(listed) == ["Siân Ŵyn", "Seán Roe"]
    assert spreadsheets.invalid_rows(listed) == [
        "Line 3: the letters are in another encoding than the rest of the list."
    ]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", Encoding.UTF_8),
        ("utf-8-sig", Encoding.UTF_8),
        ("cp1252", Encoding.WINDOWS),
        ("utf-16", Encoding.UTF_16),
    ],
)
def test_the_encoding_is_detected(caseload, encoding, expected):
    listed = read(caseload, "Name\tJob\r\nSeán Öz\tClerk\r\n".encode(encoding))
    assert (names(listed), listed.table.reading.encoding) == (["Seán Öz"], expected)


def test_encoding_and_separator_can_be_stated(caseload):
    content = "Name;Job, place\nŁukasz;Clerk, Quay\n"
    reading = Reading(Encoding.CENTRAL, ";")
    assert names(read(caseload, content.encode("cp1250"), reading=reading)) == ["Łukasz"]
    listed = read(caseload, "Name\nSeán\n".encode("cp1252"), reading=Reading(Encoding.UTF_8))
    assert "cannot be read in this encoding" in spreadsheets.invalid_rows(listed)[0]


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        (("05/06/2026", "24/11/2026"), DateOrder.DAY_FIRST, date(2026, 6, 5)),
        (("05/06/2026", "11/24/2026"), DateOrder.MONTH_FIRST, date(2026, 5, 6)),
        (("05/06/2026", "06/05/2026"), DateOrder.DAY_FIRST, date(2026, 6, 5)),
        (("2026-06-05 00:00:00", "1-Jun-2026"), DateOrder.DAY_FIRST, date(2026, 6, 5)),
    ],
)
def test_the_order_of_dates_is_that_of_the_whole_list(caseload, written, order, day):
    rows = "".join(f"N{number},{each}\n" for number, each in enumerate(written))
    listed = read(caseload, f"Name,Registered\n{rows}")
    assert spreadsheets.invalid_rows(listed) == []
    assert (listed.date_order, listed.rows[0].days["registered"]) == (order, day)
    stated = read(caseload, "Name,Registered\nA,05/06/2026\n", date_order=DateOrder.MONTH_FIRST)
    assert stated.rows[0].days["registered"] == date(2026, 5, 6)


def test_a_candidate_who_may_be_here_already_is_pointed_out_and_can_be_added(caseload):
    candidates.add_candidate(caseload, "Seán O’Brien")
    listed = read(caseload, "Name\nSean O'Brien\nAnn\nann\n")
    assert [row.remarks for row in listed.rows] == [
        ["a candidate with this name is already here"],
        ["the name is in the list more than once"],
        ["the name is in the list more than once"],
    ]
    assert spreadsheets.import_candidates(caseload, listed) == 3


def test_a_workbook_is_read_with_its_numbers_days_and_empty_rows(caseload):
    content = workbook(
        ("Surname", "First name", "ULN", "D.O.B.", "Number"),
        ("Marsh", "Ann", 1000000043, date(1990, 3, 4), "0042"),
        (),
        ("Ŵyn", "Siân", None, None, 7.0),
        before=1,
    )
    listed = read(caseload, content)
    assert spreadsheets.invalid_rows(listed) == []
    assert names(listed) == ["Ann Marsh", "Siân Ŵyn"]
    assert [row.line for row in listed.rows] == [2, 4]
    assert listed.rows[0].values["uln"] == ULN
    assert listed.rows[0].days["born"] == date(1990, 3, 4)
    assert [row.values["number"] for row in listed.rows] == ["0042", "7"]
    assert listed.table.sheets == ("Cover", "Learners")
    assert listed.table.reading.sheet == "Learners"


def test_an_error_of_the_spreadsheet_is_no_name(caseload):
    listed = read(caseload, workbook(("Name", "Job"), ("#REF!", "Clerk"), ("Ann", "Clerk")))
    assert spreadsheets.invalid_rows(listed) == ["Line 2: “#REF!” is an error of the spreadsheet."]


def test_another_sheet_can_be_chosen(caseload):
    book = Workbook()
    book.active.append(("Name", "Number"))
    book.create_sheet("Old").append(("Name", "Old number"))
    content = io.BytesIO()
    book.save(content)
    listed = read(caseload, content.getvalue(), reading=Reading(sheet="Old"))
    assert listed.table.heads == ("Name", "Old number")


def _repacked(content, name, words):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, words if part == name else old.read(part))
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>'
)
PLAIN = workbook(("Name",), ("Ann",))
REFUSED = {
    "an archive that is no workbook": _repacked(PLAIN, "xl/workbook.xml", "no xml"),
    "a sheet cut short": _repacked(PLAIN, SHEET, "<worksheet><sheetData><row"),
    "a sheet of entities in entities": _repacked(PLAIN, SHEET, BOMB),
    "a sheet that unpacks to a hundred megabytes": _repacked(PLAIN, SHEET, " " * (100 << 20)),
    "half of a workbook": PLAIN[: len(PLAIN) // 2],
    "the start of one alone": b"PK\x03\x04",
    "a workbook of 1997": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "an empty workbook": workbook(),
    "an empty file": b"",
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_no_list_is_refused_in_a_sentence(caseload, content):
    with pytest.raises(UserError):
        read(caseload, content)


@pytest.mark.parametrize("part", zipfile.ZipFile(io.BytesIO(PLAIN)).namelist())
def test_a_workbook_with_any_part_damaged_is_refused_or_read(caseload, part):
    for words in ("", "<", "<a/>", "\x00"):
        try:
            assert names(read(caseload, _repacked(PLAIN, part, words))) in (["Ann"], [])
        except UserError:
            continue


_CELLS = st.text(st.sampled_from("ab,;\t|\"'\n\r=\ufeffé\x00"), max_size=30)


@given(
    st.one_of(st.binary(max_size=80), _CELLS.map(str.encode), _CELLS.map(lambda w: f"Name,Job\n{w}".encode()))
)
@example(b"sep=\n\n")
@example(b"\xff\xfe\x00")
@example(b'Name\r"')
def test_any_bytes_are_a_table_or_refused(content):
    try:
        table = read_table(content)
    except UserError:
        return
    assert all(len(row.cells) == len(table.heads) for row in table.rows)
    assert len(set(table.heads)) == len(table.heads)


def test_a_long_list_is_added_in_one_go_without_reading_everybody_for_each(caseload, monkeypatch):
    listed = read(caseload, "Name,Number\n" + "".join(f"N {n},{n}\n" for n in range(50)))
    counted = []
    monkeypatch.setattr(candidates, "list_candidates", lambda *_: counted.append(1) or [])
    assert spreadsheets.import_candidates(caseload, listed) == 50
    assert counted == []
