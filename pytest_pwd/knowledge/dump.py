"""Knowledge as the YAML that people read and edit, a file per topic: what is dumped loads as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from pytest_pwd.knowledge.parse import means_itself
from pytest_pwd.terms import Chain, Concept, Entry, Knowledge, Relation, Source

SCHEMA = "# yaml-language-server: $schema=../../pytest_pwd/knowledge/topic.schema.json"

# Texts that need no quotes, in a list between brackets and elsewhere. YAML would let more of them go without.
_BARE = re.compile(r"""[^\W\d_][^:#{}\[\]&*!|>%@`"\\]*""")
_BARE_IN_LIST = re.compile(r"""[^\W\d_][^:#{}\[\]&*!|>%@`"\\,]*""")


def dump_knowledge(knowledge: Knowledge) -> dict[str, str]:
    """Return the text of each topic's file, by the topic; every entry names one of the sources."""
    by_topic: dict[str, list[Entry]] = {topic: [] for topic in knowledge.topics}
    for entry in knowledge.entries:
        by_topic.setdefault(entry.topic, []).append(entry)
    sources = _sources(knowledge, by_topic)
    return {
        topic: "\n".join(_lines(topic, knowledge.topics.get(topic) or titled(topic), sources[topic], entries))
        + "\n"
        for topic, entries in by_topic.items()
    }


def titled(topic: str) -> str:
    """Return a topic's title when nothing but its slug is known."""
    return topic.replace("-", " ").capitalize()


def _sources(knowledge: Knowledge, by_topic: dict[str, list[Entry]]) -> dict[str, list[Source]]:
    """Return the sources of each topic's file; those that no entry names are in the first one."""
    named = {topic: {entry.source for entry in entries} for topic, entries in by_topic.items()}
    unused = knowledge.sources.keys() - set().union(*named.values())
    found = {}
    for nth, (topic, keys) in enumerate(named.items()):
        # A file has a source even where it has no entry.
        wanted: Collection[str] = keys | (unused if nth == 0 else set()) or list(knowledge.sources)[:1]
        found[topic] = [source for key, source in knowledge.sources.items() if key in wanted]
    return found


def _lines(topic: str, title: str, sources: list[Source], entries: list[Entry]) -> Iterator[str]:
    yield from (SCHEMA, f"topic: {_text(topic)}", f"title: {_text(title)}", "sources:")
    for source in sources:
        yield f"  {_text(source.id)}:"
        for name in ("title", "edition", "section", "licence"):
            if value := getattr(source, name):
                yield f"    {name}: {_text(value)}"
    concepts = [entry for entry in entries if isinstance(entry, Concept)]
    relations = [entry for entry in entries if isinstance(entry, Relation)]
    chains = [entry for entry in entries if isinstance(entry, Chain)]
    if concepts:
        yield from ("", "concepts:", *(line for concept in concepts for line in _concept(concept)))
    if relations:
        yield from ("", "relations:", *(line for relation in relations for line in _relation(relation)))
    if chains:
        yield from ("", "chains:", *(line for chain in chains for line in _chain(chain)))


def _concept(concept: Concept) -> Iterator[str]:
    yield f"  - id: {_text(concept.id)}"
    yield f"    name: {_text(concept.name)}"
    if concept.aliases:
        yield f"    aliases: {_list(concept.aliases)}"
    yield f"    kind: {_text(concept.kind)}"
    yield f"    definition: {_text(concept.definition)}"
    if concept.facts:
        yield "    facts:"
        yield from (f"      {_text(name)}: {_text(value)}" for name, value in concept.facts.items())
    yield f"    source: {_text(concept.source)}"


def _relation(relation: Relation) -> Iterator[str]:
    object_ = f"{{literal: {_in_list(relation.object)}}}" if relation.literal else _text(relation.object)
    yield f"  - id: {_text(relation.id)}"
    yield f"    subject: {_text(relation.subject)}"
    yield f"    predicate: {_text(relation.predicate)}"
    yield f"    object: {object_}"
    if relation.symmetric:
        yield "    symmetric: true"
    yield f"    source: {_text(relation.source)}"


def _chain(chain: Chain) -> Iterator[str]:
    yield f"  - id: {_text(chain.id)}"
    yield f"    given: {_text(chain.given)}"
    yield "    steps:"
    for step in chain.steps:
        yield f"      - so: {_text(step.so)}"
        yield f"        uses: {_list(step.uses)}"
    yield f"    conclusion: {_text(chain.conclusion)}"
    yield f"    source: {_text(chain.source)}"


def _list(texts: Collection[str]) -> str:
    return f"[{', '.join(map(_in_list, texts))}]"


def _text(text: str) -> str:
    return text if _BARE.fullmatch(text) and _is_plain(text) else _quoted(text)


def _in_list(text: str) -> str:
    return text if _BARE_IN_LIST.fullmatch(text) and _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    return text.isprintable() and means_itself(text)


def _quoted(text: str) -> str:
    # A JSON text is a YAML text, as long as it escapes nothing that it needn't.
    return json.dumps(text, ensure_ascii=False)
