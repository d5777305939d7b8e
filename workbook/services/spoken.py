"""A key as six words that two people read to each other over the phone."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

_SPOKEN = 6
_TEXT: Final = """
acid acre aged arch army atom aunt axle baby bake band bank barn bean bear beef bell belt bike
bird boat body bone book boot bowl brick bride broom brush bulb bush butter cabin cable cage
cake calf calm camel camp candle cape card cart cash castle cave chain chair chalk cheese cherry
chess chin circle city clay clock cloth cloud coach coal coat coffee coin comb cork corn cotton
cousin cow crane cream crop cup daisy dance dawn deck deer desk dial dish dock doll donkey door
dove drum duck dust eagle ear earth east egg elbow elm engine fan farm feast fence fern field
finger fire fish flag flame flat flute foam fog forest fork fox frame frog fruit gate ghost
giant gift ginger glass glove goat gold goose grain grape grass green guest guitar hammer hand
harbour harp hat hawk hay heart hedge hen hill honey hood horn horse house ice ink iron island
ivory jacket jam jar jewel judge juice jungle kettle key king kite knee knife knot ladder lake
lamb lamp lawn leaf lemon letter library lime lion lock lotus magnet mango map maple marble
market mask meadow medal melon milk mint mirror monkey moon moss motor mountain mouse music nail
neck needle night north nose nurse oak ocean olive onion orange oven owl paint palm panda paper
parrot peach pearl pen pepper piano pigeon pillow pilot pine planet plate plum poem pond potato
purse queen rabbit rain river road robin rocket rope rose ruby saddle salt sand scarf school
shadow
"""
_WORDS: Final = _TEXT.split()
assert len(_WORDS) == 256


def words_of(public_key: str) -> str:
    """Six words for a key of 64 hex digits. They stay the same: never alter the list."""
    digest = blake2b(bytes.fromhex(public_key), digest_size=_SPOKEN).digest()
    return " ".join(_WORDS[byte] for byte in digest)
