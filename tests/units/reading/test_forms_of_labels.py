"""Labels of rarer forms, lists right below their criteria, guidance that names itself, texts in Welsh."""

from tests.units.reading.documents.pen import HEAVY, Pen

HEAD = "Unit title: Sweep chimneys\nUnit number: CH1\n\nAssessment criteria\n\n"


def criteria(content):
    return [
        (outcome["label"], criterion["label"], criterion["text"])
        for outcome in content["units"][0]["outcomes"]
        for criterion in outcome["criteria"]
    ]


def test_a_letter_may_follow_two_numbers(read):
    found = criteria(
        read(
            HEAD + "1.1 Be able to sweep\n\n1.1a Lay sheets down\n\n1.1b Choose a brush\n\n"
            "1.2 Be able to clear up\n\n1.2a Bag the soot\n\n1.2b Fold the sheets\n"
        )
    )
    assert [found[0], found[3]] == [("1.1", "1.1a", "Lay sheets down"), ("1.2", "1.2b", "Fold the sheets")]
    assert len(found) == 4


def test_a_single_merit_of_a_learning_aim_is_read(read):
    found = criteria(
        read(
            HEAD + "Learning aim A: Sweep\n\nA.P1 Lay sheets down\n\nA.P2 Choose a brush\n\n"
            "A.M1 Compare two brushes\n\nA.D1 Judge the finished work\n"
        )
    )
    assert [label for _, label, _ in found] == ["A.P1", "A.P2", "A.M1", "A.D1"]


def drawn(*rows):
    """Draw rows of a label or mark, words, and the gap above them."""
    pen = Pen()
    pen.block(pen.left, "Unit CH1: Sweep chimneys", 400, HEAVY, 15, 30)
    pen.block(pen.left, "Learning outcome 1: Be able to sweep", 400, HEAVY)
    for label, words, gap, size in rows:
        pen.y += gap
        inset = 46 if label == "•" else 30
        pen.at(pen.left + inset - 30 + (14 if label == "•" else 0), pen.y + 10, label, size=size)
        pen.block(pen.left + inset, words, 400, size=size)
    return pen.finish()


def test_lists_with_a_gap_above_them_stay_with_their_criterion(read):
    rows = [("1.1", "Lay these down:", 4, 10), ("•", "sheets", 6, 10), ("•", "boards", 0, 10)]
    rows += [("1.2", "Choose from these:", 0, 10), ("•", "brushes", 6, 10), ("•", "rods", 0, 10)]
    found = criteria(read(drawn(*rows, ("1.3", "Sweep until the brush shows", 0, 10))))
    assert [words for _, _, words in found] == [
        "Lay these down:\n- sheets\n- boards",
        "Choose from these:\n- brushes\n- rods",
        "Sweep until the brush shows",
    ]


def test_guidance_that_names_itself_is_no_part_of_a_criterion(read):
    found = read(
        drawn(
            ("1.1", "Lay sheets before the hearth", 4, 10),
            ("1.2", "Choose a brush that fits", 4, 10),
            ("", "Indicative content: brushes, rods and sheets of several kinds", 0, 10),
            ("1.3", "Sweep until the brush shows", 4, 10),
        )
    )
    assert criteria(found)[1] == ("1", "1.2", "Choose a brush that fits")


def test_the_code_of_a_unit_may_be_its_reference(read):
    unit = read(
        "Unit 14: Sweep chimneys\n\nUnit code: J/600/5528\n"
        + HEAD.split("\n\n", 1)[1]
        + "1.1 Lay\n1.2 Sweep\n"
    )
    assert (unit["units"][0]["number"], unit["units"][0]["reference"]) == ("14", "J/600/5528")


WELSH = (
    "Teitl yr uned: Glanhau simneiau\nRhif yr uned: CH1\nLefel: 2\nGwerth credyd: 3\n\n"
    "Deilliannau dysgu a meini prawf asesu\n\n1 Deall sut mae simnai yn gweithio\n\nGall y dysgwr:\n\n"
    "1.1 Egluro pam y mae mwg yn codi\n\n1.2 Nodi pwy sydd yn gyfrifol am y simnai\n"
)


def test_a_unit_in_welsh_is_read_without_needless_doubts(read):
    content = read(WELSH)
    (unit,) = content["units"]
    assert (unit["title"], unit["number"], unit["level"], unit["credit"]) == (
        "Glanhau simneiau",
        "CH1",
        "2",
        "3",
    )
    assert unit["outcomes"][0]["kind"] == "knowledge"
    assert [label for _, label, _ in criteria(content)] == ["1.1", "1.2"]
    assert not {"1.1", "1.2"} & {doubt["where"] for doubt in content["doubts"]}


def test_the_mark_of_a_note_at_the_end_of_a_word_is_doubted(read):
    content = read(
        HEAD + "1 Be able to sweep\n\n1.1 Lay sheets2 before the hearth\n\n1.2 Choose a brush that fits\n"
    )
    assert {doubt["where"] for doubt in content["doubts"]} == {"1.1"}
