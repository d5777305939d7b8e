"""Programme, offices, and the identities they sign with."""

from __future__ import annotations

from workbook.domain.entity import Entity, ref, text

PROGRAMME = Entity("programme", "Programme", (text("code", "Code"), text("title", "Title")), "G")

OFFICE = Entity(
    "office",
    "Office",
    (text("code", "Code"), text("name", "Name"), text("number_prefix", "Prefix of numbers")),
    letter="O",
)

OFFICE_KEY = Entity(
    "office_key",
    "Office identity",
    (ref("office", "Office", "office"), text("public_key", "Public key")),
    letter="K",
)
