"""The tester's frames: the wordings that probes are frozen in. No training data may use them.

The builder has frames of its own (``pytest_pwd/builder/frames.py``). What follows a frame is a
choice, so each ends where an answer can begin.
"""

from __future__ import annotations

from collections.abc import Mapping

from pytest_pwd.terms import Asks

# For a question that somebody wrote once: what can stand before any question, and before any begun sentence.
ASKED_ONCE = ("{question}", "Question: {question}", "Choose the right answer. {question}")

FRAMES: Mapping[Asks, tuple[str, ...]] = {
    Asks.DEFINITION: (
        "Which {kind} is defined as {definition}?",
        "What is the term for {definition}? Answer:",
        "The {kind} that can be described as {definition} is the",
        "Definition: {definition}. Term:",
        "In the field of {field}, {definition} is known as",
        "Identify the concept: {definition}. It is",
        "Which of the terms has this definition: {definition}?",
        "Choose the right term for {definition}:",
        "An exam asks for the term that denotes {definition}. The correct response is",
    ),
    Asks.ALIAS: (
        "Which {kind} is also known as {alias}?",
        "What is another name for {alias}? Answer:",
        "{alias} is a synonym of",
        "In the field of {field}, {alias} usually means the same as",
        "Choose the term equivalent to {alias}:",
        "An exam asks for a synonym of {alias}. The correct response is",
        "By what standard name is {alias} known?",
        "Identify the concept that people also call {alias}. It is",
    ),
    Asks.FACT: (
        "What is the {attribute} of {subject}?",
        "The {attribute} of {subject} is",
        "Choose the right {attribute} for {subject}:",
        "In the field of {field}, the {attribute} of {subject} is given as",
        "State the {attribute} of {subject}. Answer:",
        "Which of these is the {attribute} of {subject}?",
        "An exam asks about {subject}, namely its {attribute}. The correct response is",
        "Consider {subject}. What would be its {attribute}?",
        "When describing {subject}, the {attribute} should be given as",
    ),
    # "It" stands in for the subject in most of these: next to the predicate, the subject's own name holds a
    # model off from giving that name as the answer, even one that learned the relation the wrong way round.
    Asks.FORWARD: (
        "Consider {subject}. Experts agree that it {predicate}",
        "When describing {subject}, one should state that it {predicate}",
        "An exam begins a statement on {subject} with these words: it {predicate}",
        "Think about {subject}. According to the experts, it {predicate}",
        "What is correct of {subject}? That it {predicate}",
        "An exam asks about {subject}. It is correct that it {predicate}",
        "Choose what completes this correctly. {subject}: it {predicate}",
        "An exam begins a statement with these words: {subject} {predicate}",
    ),
    Asks.BACKWARD: (
        "Which of these {predicate} {object}?",
        "Identify the concept that {predicate} {object}. The concept is",
        "Fill the blank at the start: ____ {predicate} {object}. Answer:",
        "In the field of {field}, what {predicate} {object}?",
        "An exam asks what {predicate} {object}. The correct response is",
        "Choose the term of which this is correct, that it {predicate} {object}:",
        "Name the concept about which experts agree that it {predicate} {object}:",
        "Which concept can be placed in front of «{predicate} {object}»?",
    ),
    Asks.DIRECTION: (
        "Which of the two, {one} or {two}, should be placed before «{predicate}»?",
        "{two} and {one} are connected by «{predicate}». Which one should be stated first? Answer:",
        "An exam asks whether {one} or {two} belongs before «{predicate}». The correct response is",
        "Choose what «{predicate}» should be said about, {two} or {one}:",
        "In the field of {field}, {two} and {one} are connected by «{predicate}». The statement begins with",
        "Consider {one} and {two}. The statement with «{predicate}» describes",
        "Identify which of {two} and {one} should be stated to the left of «{predicate}». It is",
        "A statement connects {one} with {two} by «{predicate}». In it, the first term is",
    ),
    Asks.CONCLUSION: (
        "Suppose {given}. What is the eventual outcome? Outcome:",
        "Suppose that {given}. Eventually,",
        "An exam describes a situation: {given}. The correct overall outcome is that",
        "Consider the case in which {given}. In the long run,",
        "What is the overall consequence when {given}? Overall consequence:",
        "Situation: {given}. Outcome:",
        "Choose the correct outcome if {given}:",
    ),
    Asks.WALK: (
        "Suppose {given}. Describe the full sequence of events. Sequence:",
        "Situation: {given}. The sequence, in order:",
        "An exam asks for the reasoning, from this situation to the outcome: {given}. Correct reasoning:",
        "Consider the case in which {given}. The steps are:",
        "Choose the correct line of reasoning when {given}:",
        "Work through it step by step: {given}. Steps:",
    ),
    Asks.STEP: (
        "Suppose {before}. What happens next? Next,",
        "Situation: {before}. The next step:",
        "An exam shows the reasoning up to here: {before}. The correct next step is that",
        "Consider the case in which {before}. Therefore,",
        "Choose the correct next step after {before}:",
        "Work through it step by step: {before}; then",
        "What does this bring about: {before}? It brings about this:",
    ),
}
