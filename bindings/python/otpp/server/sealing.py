"""How secrets lie in a store: sealed by XChaCha20-Poly1305 under a ring of keys, or readable.

The same bytes as C++ makes (``otpp/integrations/cryptopp_sealing.hpp``): 24 random bytes of nonce, the
ciphertext, 16 bytes of tag; the associated data is ``SealContext.associated(version)``.
"""

import base64
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, NoReturn

from .._otpp import Reason, Secret
from .._server import SealContext, ring_of_text
from .._types import InvalidInput
from . import Unavailable

_KEY = 32
_NONCE = 24
_TAG = 16
_MOST_SECRET = 128
_MOST_KEYS = 16
_MOST_BYTES = 16_384
_LAST_VERSION = 2_147_483_647


class KeyRing:
    """Keys by version. The first seals; each opens what it has sealed.

    `keys` are 32 bytes each: a mapping of versions (1 to 2,147,483,647), or one key alone, as version
    1. Needs the extra ``otpp[seal]``. A ring's text, in a file or a variable, is one
    ``VERSION.KEY`` after another with white space between, KEY being 43 characters of base64url; ``#``
    in the place of one begins a comment. At most 16 keys. One for all threads; it is not copied or pickled.

    To change keys without downtime: append the new one on every machine, move it to the front on every
    machine, ``Verifier.reseal`` every factor, drop the old one.
    """

    __slots__ = ("_keys", "_version")

    def __init__(self, keys: "Mapping[int, bytes] | bytes") -> None:
        _sodium()  # whoever lacks it hears it now
        self._keys: dict[int, Secret] = {}
        self._version = 0
        try:
            ring = {1: keys} if isinstance(keys, bytes) else keys
            is_ring = isinstance(ring, Mapping)
            fault = _fault(ring) if is_ring else ""
            if is_ring and not fault:
                self._keys = {number: Secret(key) for number, key in ring.items()}
        finally:
            del keys, ring  # no traceback shows them
        if not is_ring:
            raise TypeError("keys are 32 bytes, or a mapping of versions to such")
        if fault:
            raise InvalidInput(fault, Reason.KEY_RING_TEXT)
        self._version = next(iter(self._keys))

    @classmethod
    def from_text(cls, text: str) -> "KeyRing":
        """A ring from its text."""
        try:
            found = ring_of_text(text)
        finally:
            del text  # no traceback shows it
        _sodium()
        ring = cls.__new__(cls)
        ring._keys = found
        ring._version = next(iter(found))
        return ring

    @classmethod
    def from_file(cls, path: "str | os.PathLike[str]") -> "KeyRing":
        """A ring from a file that only its owner, who is this user or root, may read."""
        return cls.from_text(_text_of_file(path))

    @classmethod
    def from_environment(cls, name: str = "OTPP_KEYS") -> "KeyRing":
        """A ring from a variable of the environment, which children and some tools can read too."""
        if name not in os.environ:
            raise InvalidInput(f"the variable {name} is not set", Reason.KEY_VARIABLE_MISSING)
        return cls.from_text(os.environ[name])

    @staticmethod
    def new_entry(version: int = 1) -> str:
        """Reveals a new random key as an entry of a ring's text."""
        if not 1 <= version <= _LAST_VERSION:
            raise InvalidInput("a key version is 1 to 2147483647", Reason.KEY_RING_TEXT)
        return f"{version}.{_base64url(secrets.token_bytes(_KEY))}"

    @classmethod
    def create_file(cls, path: "str | os.PathLike[str]") -> "KeyRing":
        """Writes a new file with one new key, readable by its owner alone. FileExistsError if there is
        a file. Without it and a copy of it, what it sealed is lost."""
        _sodium()  # without PyNaCl no file is made
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(cls.new_entry() + "\n")
            file.flush()
            os.fsync(descriptor)
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(folder)  # a key that a crash takes away takes all it has sealed with it
        finally:
            os.close(folder)
        return cls.from_file(path)

    @property
    def version(self) -> int:
        """Of the key that seals."""
        return self._version

    @property
    def versions(self) -> "tuple[int, ...]":
        """Of all keys, the one that seals first."""
        return tuple(self._keys)

    def seal(self, secret: bytes, context: SealContext, /) -> "tuple[int, bytes]":
        """Seals under the first key."""
        try:
            if not isinstance(secret, bytes):
                raise TypeError("a secret to seal is bytes")
            nonce = secrets.token_bytes(_NONCE)
            data = context.associated(self._version)
            sealed = _sodium().encrypt(secret, data, nonce, self._keys[self._version].bytes())
        finally:
            del secret  # no traceback shows it
        return self._version, nonce + sealed

    def open(self, version: int, sealed: bytes, context: SealContext, /) -> bytes:
        """Opens what a key of the ring has sealed. Unavailable otherwise: SEAL_KEY_UNKNOWN without that
        key; SEAL_BROKEN for another context, another key, or altered bytes."""
        if version not in self._keys:
            raise Unavailable(f"no key of version {version} is in the ring", Reason.SEAL_KEY_UNKNOWN)
        if not isinstance(sealed, bytes):  # libsodium's error would come from a frame with the key
            raise TypeError("a sealed secret is bytes")
        if not 1 <= len(sealed) - _NONCE - _TAG <= _MOST_SECRET:
            raise Unavailable("no secret is sealed in so many bytes", Reason.SEAL_BROKEN)
        sodium = _sodium()
        try:
            return sodium.decrypt(
                sealed[_NONCE:],
                context.associated(version),
                sealed[:_NONCE],
                self._keys[version].bytes(),
            )
        except sodium.broken:
            pass  # its frames hold the key: it goes before another error is made
        raise Unavailable("a sealed secret does not open", Reason.SEAL_BROKEN)

    def __repr__(self) -> str:
        return f"<KeyRing of versions {', '.join(map(str, self._keys))}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("it holds keys and is neither copied nor pickled")


class _Plaintext:
    """Does not seal: whoever reads the store has the secrets. For tests, and where the store itself is
    what a key would be."""

    __slots__ = ()

    version: Final = 0

    def seal(self, secret: bytes, context: SealContext, /) -> "tuple[int, bytes]":
        """The secret as it is."""
        return 0, secret

    def open(self, version: int, sealed: bytes, context: SealContext, /) -> bytes:
        """The secret as it is."""
        if version != 0:
            raise Unavailable("the secret is sealed, and there is no key", Reason.SEAL_KEY_UNKNOWN)
        return sealed

    def __repr__(self) -> str:
        return "otpp.PLAINTEXT"

    def __reduce__(self) -> str:
        return "PLAINTEXT"


PLAINTEXT: Final = _Plaintext()


class _Sodium(NamedTuple):
    encrypt: "Callable[[bytes, bytes, bytes, bytes], bytes]"
    decrypt: "Callable[[bytes, bytes, bytes, bytes], bytes]"
    broken: "type[Exception]"


def _sodium() -> _Sodium:
    try:
        from nacl import bindings, exceptions
    except ImportError as missing:
        raise ImportError("a KeyRing needs PyNaCl: pip install 'otpp[seal]'") from missing
    return _Sodium(
        bindings.crypto_aead_xchacha20poly1305_ietf_encrypt,
        bindings.crypto_aead_xchacha20poly1305_ietf_decrypt,
        exceptions.CryptoError,
    )


def _base64url(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _fault(keys: "Mapping[int, bytes]") -> str:
    """What is wrong with the keys; empty if nothing is."""
    if not 1 <= len(keys) <= _MOST_KEYS:
        return f"a ring has 1 to {_MOST_KEYS} keys"
    for number, key in keys.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= _LAST_VERSION:
            return "a key version is 1 to 2147483647"
        if not isinstance(key, bytes) or len(key) != _KEY:
            return f"the key of version {number} is not {_KEY} bytes"
    return ""


def _text_of_file(path: "str | os.PathLike[str]") -> str:
    # not blocking, should it be a pipe
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags)
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise InvalidInput("the keys are in no plain file", Reason.KEY_FILE_UNREADABLE)
        if hasattr(os, "geteuid"):
            if about.st_mode & 0o077:
                raise InvalidInput(
                    "the file of the keys is open to others: chmod 600", Reason.KEY_FILE_MODE
                )
            if about.st_uid not in (0, os.geteuid()):
                raise InvalidInput("the file of the keys is another's", Reason.KEY_FILE_MODE)
        if about.st_size > _MOST_BYTES:
            raise InvalidInput("the file of the keys is too long", Reason.KEY_FILE_UNREADABLE)
        return file.read(_MOST_BYTES + 1).decode("latin-1")


KeyRing.__module__ = "otpp"
