"""Invented units: what a reader should find in the documents drawn from them."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Told:
    """An outcome with its criteria as (label, text); items are lines that begin with "- "."""

    label: str | None
    title: str
    kind: str
    criteria: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True)
class Specification:
    """A unit with what its document states about it."""

    title: str
    outcomes: tuple[Told, ...]
    number: str | None = None
    reference: str | None = None
    level: str | None = None
    credit: str | None = None
    hours: str | None = None
    requirements: tuple[tuple[str, tuple[str, ...]], ...] = ()
    guidance: tuple[str, ...] = field(default=())

    def gold(self, name: str) -> dict:
        """Return what a reader should find, in the words of `csassess units read --json`."""
        return {
            "id": name,
            "title": self.title,
            "number": self.number,
            "reference": self.reference,
            "level": self.level,
            "credit": self.credit,
            "guided_learning_hours": self.hours,
            "outcomes": [
                {
                    "label": told.label,
                    "title": told.title,
                    "kind": told.kind,
                    "criteria": [{"label": label, "text": words} for label, words in told.criteria],
                }
                for told in self.outcomes
            ],
            "evidence_requirements": [
                {
                    "label": str(number),
                    "text": words,
                    "items": [{"label": chr(96 + at), "text": item} for at, item in enumerate(items, 1)],
                }
                for number, (words, items) in enumerate(self.requirements, 1)
            ],
            "doubtful": [],
        }


def numbered(*outcomes: tuple[str, str, tuple[str, ...]], separator: str = ".") -> tuple[Told, ...]:
    """Return outcomes 1, 2 … with criteria 1.1, 1.2 …."""
    return tuple(
        Told(
            str(number),
            title,
            kind,
            tuple((f"{number}{separator}{at}", words) for at, words in enumerate(criteria, 1)),
        )
        for number, (title, kind, criteria) in enumerate(outcomes, 1)
    )


WALL = Specification(
    title="Repair a dry stone field wall",
    number="DSW 3",
    reference="T/991/2045",
    level="2",
    credit="6",
    hours="45",
    outcomes=numbered(
        (
            "Be able to prepare a gap for rebuilding",
            "performance",
            (
                "Strip the gap back to sound walling and sort the stone by size and use",
                "Set the stone out in rows at least 1.5 metres from the line of the wall",
                "Check the footings and replace any stone that has sunk or turned",
                "Agree with the farmer how sheep are to be kept in while the gap is open",
            ),
        ),
        (
            "Be able to rebuild the gap",
            "performance",
            (
                "Set up a frame and lines to the batter of the standing wall",
                "Lay each course level and break the joints of the course below",
                "Place through stones at 600 mm and at 1.2 m above the ground",
                "Pack the heart tightly as each course is laid",
                "Finish with cover stones and copes that match the old work in size, colour and slope",
            ),
        ),
        (
            "Understand how dry stone walls stand and why they fall",
            "knowledge",
            (
                "Explain how batter, hearting and throughs keep a wall standing",
                "Describe the damage done by frost, tree roots, stock and people",
                "State the rules that protect old walls, their lichens and the creatures that live in them",
            ),
        ),
    ),
    requirements=(
        ("All evidence must come from real work on walls that keep stock.", ()),
        (
            "You must show that you have rebuilt gaps in at least two different walls, such as:",
            ("a single wall", "a double wall", "a wall on a slope"),
        ),
        ("Simulation is not allowed for outcomes 1 and 2.", ()),
    ),
    guidance=(
        "Learners should look at walls of several ages before they begin.",
        "Typical tools: walling hammer, pins, lines",
        "The batter may be taken from the standing wall with a frame.",
    ),
)

CHEESE = Specification(
    title="Make and mature a hard cheese from raw milk",
    number="FD/17",
    reference="R/992/0663",
    level="3",
    credit="11",
    hours="84",
    outcomes=numbered(
        (
            "Understand the milk from which hard cheese is made",
            "knowledge",
            (
                "Explain how the season and the feed change the fat and protein of milk",
                "Compare raw and pasteurised milk for flavour, safety and yield",
                "Describe the tests that milk must pass before it enters the vat",
                "Evaluate the risk that a late delivery brings to the make",
                "Explain why antibiotic residues stop a starter",
                "Outline the records that let a dairy trace a batch back to the herd",
                "Discuss how a Level 2 food hygiene award differs from the training that a cheesemaker needs",
                "Explain how rennet works and what slows it",
                "Describe the part that salt plays in keeping",
                "Compare two presses for evenness of pressure",
                "Explain how the rind forms and why it is turned",
                "Summarise the law on labelling raw milk products",
            ),
        ),
        (
            "Be able to make the curd",
            "performance",
            (
                "Warm the milk to within 0.5 °C of the recipe and add the starter",
                "Judge the set by a clean break and cut the curd to the size of a pea",
                "Scald and stir until the curd reaches the acidity stated in the recipe",
                "Drain, mill and salt the curd without losing heat",
            ),
        ),
        (
            "Be able to press, store and grade the cheese",
            "performance",
            (
                "Fill and press moulds so that cheeses of one batch differ by less than 3 per cent",
                "Turn and rub the cheeses to the dairy’s plan",
                "Grade cheeses with an iron and record flavour, body and texture",
                "Withdraw from sale any cheese that fails a test, and tell the quality manager",
            ),
        ),
    ),
    requirements=(("Evidence must cover at least three makes on different days.", ()),),
    guidance=(
        "Milk tests include acidity, antibiotics and cell count.",
        "Moulds of 5 to 20 kg are suitable.",
    ),
)

STORM = Specification(
    title="Clear fallen trees from a public road after a storm",
    number="ARB21",
    level="3",
    credit="4",
    hours="30",
    outcomes=(
        Told(
            "A",
            "Plan the clearance with the other services",
            "performance",
            (
                ("P1", "Produce a site plan that names hazards and the people in charge"),
                ("P2", "Describe the signs and lights that close a road lawfully"),
                ("M1", "Justify the order in which trees are cleared"),
                ("D1", "Evaluate the plan against what happened on site"),
            ),
        ),
        Told(
            "B",
            "Carry out the clearance",
            "performance",
            (
                ("P3", "Cut branches under tension in a safe order"),
                ("P4", "Move timber clear of the road with a winch"),
                ("P5", "Leave the road clean and report damage to it"),
                ("M2", "Adapt cutting methods to trees that rest on vehicles or walls"),
                ("D2", "Review the work of the team and recommend changes to the emergency plan"),
            ),
        ),
    ),
)

BEES = Specification(
    title="Look after honey bees through the year",
    number="APINB4",
    outcomes=(
        Told(
            None,
            "",
            "performance",
            (
                ("1", "open a hive calmly, using no more smoke than the bees need"),
                ("2", "find the queen, or show by eggs and young brood that she is there"),
                (
                    "3",
                    "judge the strength of the colony, including:\n- the number of seams of "
                    "bees\n- frames of brood"
                    "\n- stores of honey and pollen",
                ),
                ("4", "add or take away boxes in time for the flow of nectar"),
                ("5", "take a sample of bees when disease is suspected and send it where the law says"),
                ("6", "feed the colony in autumn by the method that suits the hive"),
                ("7", "keep records of each visit that another beekeeper could follow"),
            ),
        ),
        Told(
            None,
            "",
            "knowledge",
            (
                ("1", "the life of the queen, the worker and the drone"),
                ("2", "how a colony makes ready to swarm and what you can do about it"),
                ("3", "the notifiable diseases of bees and whom to tell"),
                ("4", "how pesticides harm bees and how spraying is made known"),
                ("5", "the law on honey for sale"),
            ),
        ),
    ),
)

FERRY = Specification(
    title="Load and unload vehicles on a small ferry",
    number="B31",
    outcomes=(
        Told(
            "B31.1",
            "Bring vehicles aboard",
            "performance",
            (
                ("B31.1.1", "Check the weight and the length of each vehicle against the loading plan."),
                ("B31.1.2", "Signal to drivers clearly and stand where every driver can see you."),
                ("B31.1.3", "Leave room for crew to pass and for doors to open."),
            ),
        ),
        Told(
            "B31.2",
            "Make vehicles fast and let them go",
            "performance",
            (
                ("B31.2.1", "Chock and lash vehicles as the weather of the day demands."),
                ("B31.2.2", "Tell drivers where they must go during the crossing."),
                ("B31.2.3", "Release vehicles in the order that keeps the deck in trim."),
                ("B31.2.4", "Report any damage to the mate before the vehicle leaves the ramp."),
            ),
        ),
        Told(
            None,
            "Knowledge and Understanding for the whole Unit",
            "knowledge",
            (
                ("B31a", "How a badly placed load changes the trim and stability of the ferry."),
                ("B31b", "The signals that are used on your deck."),
                ("B31c", "Which goods may not be carried with passengers, and where the list is kept."),
                ("B31d", "What to do when a vehicle leaks fuel."),
            ),
        ),
    ),
    requirements=(
        ("Your evidence should be collected when carrying out a real job, whether paid or voluntary.", ()),
        (
            "You must include crossings of different kinds, including:",
            ("a calm crossing", "a rough crossing"),
        ),
    ),
)

CHOIR = Specification(
    title="Lead a community choir",
    number="MU8",
    level="4",
    credit="0.5",
    hours="26–30",
    reference="H/993/7711",
    outcomes=numbered(
        (
            "Be able to choose music",
            "performance",
            (
                "Select pieces that lie within the range of the singers",
                "Prepare a score with breath marks, cues and a pronunciation guide",
                "Obtain permission to copy and to perform:\n- music in copyright\n- words in copyright"
                "\n- arrangements by living people",
            ),
        ),
        (
            "Be able to rehearse",
            "performance",
            (
                "Warm up voices and bodies",
                "Teach a part by ear and from the page",
                "Correct pitch, rhythm and diction without naming a singer",
                "Keep a self-assessment diary and act on it",
            ),
        ),
        (
            "Know how voices work",
            "knowledge",
            (
                "Describe how breath, cords and mouth make the sound",
                "Explain how a voice changes with age and with illness",
                "State when to send a singer to a doctor",
            ),
        ),
    ),
    requirements=(("The learner must be watched at two or more rehearsals on different occasions.", ()),),
    guidance=(
        "Range could include voices of children, of older people and of people who are new to singing.",
    ),
)


def relabelled(unit: Specification, label) -> Specification:
    """Return a unit whose criteria are labelled by a function of outcome and place."""
    return replace(
        unit,
        outcomes=tuple(
            replace(
                told,
                criteria=tuple((label(number, at), words) for at, (_, words) in enumerate(told.criteria, 1)),
            )
            for number, told in enumerate(unit.outcomes, 1)
        ),
    )
