"""Notes as they stand in tables and log: sealed with the keys of the offices that wrote them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from workbook.errors import NotFoundError
from workbook.i18n import _
from workbook.storage.log import canonical

_NONCE = 12


@dataclass(frozen=True)
class Seals:
    """The notes keys of a workbook, 64 hex digits each, its own office's first.

    A sealed text is a nonce and the ChaCha20-Poly1305 ciphertext made with it, in hex.
    """

    keys: Sequence[str]

    def seal(
        self, text: str, *, row: UUID, field: str, instead_of: str | None, also: Iterable[str]
    ) -> str:
        """`text`, sealed alike in every office that takes it from one sheet.

        The nonce is a keyed hash of the text and its place (synthetic, as in SIV, RFC 5297).
        Without the key it tells nothing and cannot be tried on guesses. It comes again only for
        the same text in the same place, and then the whole ciphertext is the same: equal notes of
        two rows do not look equal, and that a note went back to what it said before shows as it
        does when a step is undone. Two texts share a nonce as rarely as when it is drawn by chance.

        The key is that of `instead_of`, the sealed text this one takes the place of: who could
        read the note reads the edit, and offices with different keys of their own choose alike.
        Our own is used where nothing is replaced, or its key is neither here nor in `also`; what
        another office seals of the same text then differs, and both stand until a person decides.
        """
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        before = self._opened(instead_of, also) if instead_of else None
        key = bytes.fromhex(before[0] if before else self.keys[0])
        place = canonical([row.hex, field, text])
        nonce = blake2b(place, key=key, digest_size=_NONCE, person=b"note nonce").digest()
        return (nonce + ChaCha20Poly1305(key).encrypt(nonce, text.encode(), b"")).hex()

    def unseal(self, sealed: str, *, also: Iterable[str]) -> str:
        """The text; `also` are keys to try that are not kept. NotFoundError without its key."""
        opened = self._opened(sealed, also)
        if opened is None:
            raise NotFoundError(
                _(
                    "The key to this note is not in this workbook. The note is safe: ask the "
                    "office that wrote it for a file with its notes."
                )
            )
        return opened[1]

    def _opened(self, sealed: str, also: Iterable[str]) -> tuple[str, str] | None:
        """(the key that opens it, the text)."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        raw = bytes.fromhex(sealed)
        for key in (*self.keys, *also):
            with contextlib.suppress(InvalidTag):
                text = ChaCha20Poly1305(bytes.fromhex(key)).decrypt(raw[:_NONCE], raw[_NONCE:], b"")
                return key, text.decode()
        return None
