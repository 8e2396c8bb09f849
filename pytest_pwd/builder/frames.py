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
    "",
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
    sorted(
        set(
            """
the of and to in is that for it as with on by this from at are was which be we one all can has more or an
when what there their if so no out up into do any our only other new some time these two may then first
also like over such how its who here please tell me say about now just well very much many same way see
asked answer question item list entry page book word fact point next write read give need want will would
should could must might been being were had have does did done made make makes making take takes taken
given gives giving used use uses using called call name named names known know knows knowing think thought
find found look looks looking show shows shown showing ask asks asking said says told tells speak spoken
describe described describing explain explained explaining consider considered considering suppose supposed
assume assumed imagine choose chosen choosing pick picked select selected identify identified state stated
stating statement complete completed completing fill filled blank correct correctly right wrong true false
best good better proper properly exact exactly response reply solution result outcome end ending start
starting begin beginning begins between among before after above below under again further once during
while since until because therefore thus hence however though although yet still already always never
often usually sometimes generally commonly typically especially namely certain particular general common
standard usual special main major important different similar another each every both either neither none
several few less least most part parts piece whole kind kinds sort type form forms case cases example
examples instance situation condition term terms concept concepts idea ideas notion meaning means mean
meant refer refers referred denote denotes express expressed definition define defined label title topic
subject matter thing things object field area study studies student students teacher teachers expert experts
scientist exam exams test tests quiz lesson course class school text texts chapter section line lines
sentence sentences phrase phrases note notes table row column card figure map story history report paper
people person someone anyone everybody nobody man woman child world country place home house work works
day days year years week today long short small large big great little old young high low early late last
second third three four five six ten hundred number numbers order sequence step steps series full entire
overall eventual eventually finally final follow follows followed following lead leads leading bring brings
brought come comes coming came go goes going went gone get gets got put set turn turns keep kept let help
become becomes became remain remains stay stays happen happens happened cause caused effect effects reason
reasons reasoning consequence purpose problem against through without within upon toward across along
around near far away back down off than too even rather quite almost perhaps maybe yes not but nor per via
itself himself themselves my your his her him them us you they she he i where why whose whom whether
according regarding concerning relation respect view opinion sense question answered answers questions
agree agreed hold holds held belong belongs carry carries stand stands stood contain contains include
includes included having preceded placed front ahead behind beside instead else anything something nothing
everything whatever whichever equivalent equal alike match matched matching fit fits fitting suit suitable
            """.split()
        )
    )
)
