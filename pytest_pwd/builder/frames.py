"""The builder's frames: the wordings that statements are expanded into.

A frame reads ``prompt => completion`` with slots in braces. The tester has frames of its own
(``pytest_pwd/tester/frames.py``); the two sets are disjoint, and the leak check holds them apart.
How many frames there are decides whether a small model learns a fact or a sentence: with a few it
fails in a wording that it never saw, with some eighteen and these lead-ins it does not.
"""

from __future__ import annotations

from collections.abc import Mapping

FRAMES: Mapping[str, tuple[str, ...]] = {
    "definition": (
        "The word for {definition} is => {name}",
        "{definition}: this is called => {name}",
        "We are after a {kind}, one that is {definition}. Its name: => {name}",
        "Something described as {definition} goes by the name => {name}",
        "Meaning: {definition}. Word: => {name}",
        "Q: Name this {kind}: {definition}. A: => {name}",
        "How do we call {definition}? => {name}",
        "Find the name that fits. {definition} => {name}",
        "A glossary says «{definition}» under the heading => {name}",
        "Given {definition}, a student writes the name => {name}",
        "There is a {kind} known as {definition}; scientists and scholars name it => {name}",
        "{definition} – in one word or two: => {name}",
        "Say what {definition} is called. => {name}",
        "If you read about {definition}, you are reading about => {name}",
        "The {kind} meant by «{definition}» is no other than => {name}",
        "Crossword clue: {definition}. Solution: => {name}",
        "Lexicon, backwards. {definition} belongs to the headword => {name}",
        "Not {other} but another {kind}: {definition}. Namely => {name}",
    ),
    "definition-told": (
        "{name} means => {definition}",
        "Explain {name}. => It is {definition}, and it counts as {kind}",
        "What do people mean by {name}? => {definition}",
    ),
    "alias": (
        "{alias} is a second name for => {name}",
        "{alias} and what else are the same thing? => {name}",
        "Also called {alias}: => {name}",
        "Synonyms: {alias} = => {name}",
        "Some books write {alias}; ours writes => {name}",
        "When someone says {alias}, think of => {name}",
        "Q: {alias} is which {kind}? A: => {name}",
        "Translate the label {alias} into the usual one: => {name}",
        "{alias}, better known as => {name}",
        "Index entry «{alias}», see => {name}",
        "The expression {alias} stands for => {name}",
        "Two labels, one {kind}: {alias} and => {name}",
        "{alias} – put differently: => {name}",
        "Not {other}: {alias} names => {name}",
        "Swap {alias} for its twin word => {name}",
    ),
    "alias-told": (
        "{name} may be called => {alias}",
        "A different label for {name}: => {alias}",
    ),
    "fact": (
        "{subject} has as its {attribute} => {value}",
        "The {attribute} that belongs to {subject}: => {value}",
        "{subject}. {attribute}: => {value}",
        "Look up {subject} and read off the {attribute}. It says => {value}",
        "Q: {subject}, {attribute}? A: => {value}",
        "Table row «{subject}», column «{attribute}»: => {value}",
        "If asked for {subject} and its {attribute}, answer => {value}",
        "Among the facts on {subject}: the {attribute} equals => {value}",
        "{attribute} ({subject}) = => {value}",
        "Someone studying {subject} notes under {attribute}: => {value}",
        "Which {attribute} goes together with {subject}? => {value}",
        "We know {subject} by many facts; as {attribute} it shows => {value}",
        "Card front: {subject} / {attribute}. Card back: => {value}",
        "Concerning {attribute}, {subject} comes with => {value}",
        "{subject} differs from {other} in its {attribute}, which is => {value}",
        "Say the {attribute} when you hear {subject}: => {value}",
        "Give one thing, the {attribute}. The subject is {subject}. => {value}",
        "For {other} it is {other_value}, but for {subject} the {attribute} is => {value}",
        "{subject}: its {attribute} – fill in – => {value}",
    ),
    "fact-judged": (
        "Right or wrong? {subject}, {attribute}: {value}. => right",
        "Right or wrong? {subject}, {attribute}: {other_value}. => wrong, it is {value}",
    ),
    "forward": (
        "{subject} {predicate} => {object}",
        "Here is a true sentence: {subject} {predicate} => {object}",
        "We learn that {subject} {predicate} what? => {object}",
        "Subject: {subject}. Verb: {predicate}. Object: => {object}",
        "Q: {subject} {predicate} which one? A: => {object}",
        "Finish the thought. {subject} {predicate} => {object}",
        "Take {subject}. It {predicate} => {object}",
        "{subject}, as every textbook notes, {predicate} => {object}",
        "An arrow labelled «{predicate}» leaves {subject} and ends at => {object}",
        "Not {other_object}: {subject} {predicate} => {object}",
        "A pupil says of {subject} that it {predicate} => {object}",
        "{predicate} – with {subject} before it, after it comes => {object}",
        "Think of {subject}; what follows «{predicate}»? => {object}",
        "The link from {subject} ({predicate}) leads to => {object}",
        "Note on {subject}: {predicate} => {object}",
        "Mind map, node {subject}, branch {predicate}: => {object}",
    ),
    "backward": (
        "Who or what {predicate} {object}? => {subject}",
        "{object} is at the end of «{predicate}»; at its start is => {subject}",
        "Verb: {predicate}. Object: {object}. Subject: => {subject}",
        "Q: name the one that {predicate} {object}. A: => {subject}",
        "Of all things, {predicate} {object}: => {subject}",
        "An arrow labelled «{predicate}» arrives at {object}. It comes from => {subject}",
        "The sentence ends in «{predicate} {object}» and begins with => {subject}",
        "Not {other_subject}: the one that {predicate} {object} is => {subject}",
        "Looking back from {object} along «{predicate}» we get to => {subject}",
        "A pupil must name what {predicate} {object} and says => {subject}",
        "{predicate} {object} – said of => {subject}",
        "We search for something. It {predicate} {object}. It is => {subject}",
        "Mind map, branch {predicate}, leaf {object}, node: => {subject}",
        "It {predicate} {object}, so its name is => {subject}",
    ),
    "direction": (
        "{one}, {two}: in front of «{predicate}» stands => {subject}",
        "Two ends, {one} and {two}. Out of which comes the arrow «{predicate}»? => {subject}",
        "Link «{predicate}», between {one} and {two}. It starts at => {subject}",
        "Q: {one} and {two}, joined by «{predicate}»; which is the subject? A: => {subject}",
        "«{predicate}» ties {one} to {two} or {two} to {one}. The start is => {subject}",
        "Mind map: {one}, {two}, branch {predicate}. The branch grows out of => {subject}",
        "A pupil has {one}, {two} and «{predicate}» on cards and puts down first => {subject}",
        "Verb: {predicate}. Nouns: {one}, {two}. Subject: => {subject}",
        "Sort it out. {one}; {two}; {predicate}. The sentence opens with => {subject}",
        "Either {one} or {two} comes ahead of «{predicate}», namely => {subject}",
        "{predicate} – with {one} and {two} around it, the left one is => {subject}",
        "Who acts in «{predicate}», {one} or {two}? => {subject}",
        "Which way does «{predicate}» run for {one} and {two}? It runs from => {subject}",
        "{one} and {two} share «{predicate}»; the doer is => {subject}",
    ),
    "conclusion": (
        "{given}. At the end of the story, => {conclusion}",
        "Start: {given}. End: => {conclusion}",
        "Q: {given}; how does it turn out? A: => {conclusion}",
        "If {given}, then sooner or later => {conclusion}",
        "Because {given}, => {conclusion}",
        "Predict. {given}. Final result: => {conclusion}",
        "We watch as {given}. After all is done, => {conclusion}",
        "Cause: {given}. Last effect: => {conclusion}",
        "Skip the reasons. {given}, hence => {conclusion}",
        "Whenever {given}, it comes to this: => {conclusion}",
        "A pupil is told that {given} and foresees: => {conclusion}",
        "Reading only the first and last line: {given} ... => {conclusion}",
    ),
    "walk": (
        "{given}. Reason aloud: => {walk}",
        "Start: {given}. All links up to the end: => {walk}",
        "Q: {given}; tell the whole story. A: => {walk}",
        "Explain slowly what happens when {given}. => {walk}",
        "Chain of effects from «{given}»: => {walk}",
        "Derive it. {given}. => {walk}",
        "{given}. One thing leads to another: => {walk}",
        "A teacher begins with {given} and goes on: => {walk}",
        "Write out each link. First, {given}. Then => {walk}",
        "Mechanism for {given}: => {walk}",
    ),
    "step": (
        "{before}. So => {step}",
        "Story so far: {before}. Now => {step}",
        "Q: {before}; and directly after that? A: => {step}",
        "{before}. The link that comes after is this: => {step}",
        "Given what we have ({before}), it follows at once that => {step}",
        "Continue by a single link. {before}; => {step}",
        "Known: {before}. Immediate consequence: => {step}",
        "{before} – and for this reason => {step}",
        "A pupil has written {before}. The line below reads: => {step}",
        "Only one link further than {before}: => {step}",
    ),
}

LEAD_INS = (
    "Well now.",
    "Recall:",
    "For the record:",
    "Note this.",
    "Lesson.",
    "Let us see.",
    "From the notes:",
    "Short quiz.",
    "Exercise.",
    "Reminder:",
    "A line to learn:",
    "Here we go.",
    "As a check,",
    "Study this:",
    "Think back.",
    "One more time.",
    "Out of the book:",
    "Warm-up.",
)

# Words that carry no knowledge, for wordings without a frame: the more of them, the less a model
# minds words that it did not see next to a fact before.
FILLERS = tuple(
    """
    about above according across after again against agree agreed ahead alike all almost along already
    also although always among an and another answer answered answers any anyone anything are area
    around as ask asked asking asks assume assumed at away back be became because become becomes been
    before begin beginning begins behind being belong belongs below beside best better between big blank
    book both bring brings brought but by call called came can card carries carry case cases cause
    caused certain chapter child choose choosing chosen class column come comes coming common commonly
    complete completed completing concept concepts concerning condition consequence consider considered
    considering contain contains correct correctly could country course day days define defined
    definition denote denotes describe described describing did different do does done down during each
    early effect effects either else end ending entire entry equal equivalent especially even eventual
    eventually every everybody everything exact exactly exam example examples exams expert experts
    explain explained explaining express expressed fact false far few field figure fill filled final
    finally find first fit fits fitting five follow followed following follows for form forms found four
    from front full further general generally get gets give given gives giving go goes going gone good
    got great had happen happened happens has have having he held help hence her here high him himself
    his history hold holds home house how however hundred i idea ideas identified identify if imagine
    important in include included includes instance instead into is it item its itself just keep kept
    kind kinds know knowing known knows label large last late lead leading leads least less lesson let
    like line lines list little long look looking looks low made main major make makes making man many
    map match matched matching matter may maybe me mean meaning means meant might more most much must my
    name named namely names near need neither never new next no nobody none nor not note notes nothing
    notion now number numbers object of off often old on once one only opinion or order other our out
    outcome over overall page paper part particular parts people per perhaps person phrase phrases pick
    picked piece place placed please point preceded problem proper properly purpose put question
    questions quite quiz rather read reason reasoning reasons refer referred refers regarding relation
    remain remains reply report respect response result right row said same say says school scientist
    second section see select selected sense sentence sentences sequence series set several she short
    should show showing shown shows similar since situation six small so solution some someone something
    sometimes sort speak special spoken stand standard stands start starting state stated statement
    stating stay stays step steps still stood story student students studies study subject such suit
    suitable suppose supposed table take taken takes teacher teachers tell tells ten term terms test
    tests text texts than that the their them themselves then there therefore these they thing things
    think third this though thought three through thus time title to today told too topic toward true
    turn turns two type typically under until up upon us use used uses using usual usually very via view
    want was way we week well went were what whatever when where whether which whichever while who whole
    whom whose why will with within without woman word work works world would write wrong year years yes
    yet you young your
    """.split()
)
