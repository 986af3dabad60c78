"""The peers in Python: a function (code, time) → whether the code matches within one step, for a key."""

import base64
import hmac
import struct
from collections.abc import Callable

import passlib.exc
import passlib.totp
import pyotp
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP as CryptographyTOTP

Match = Callable[[str, int], bool]


def hmac_at(key: bytes) -> Callable[[int], str]:
    """TOTP in Python around hmac.digest, which is OpenSSL's; the fastest form found."""
    digest, counter, word = hmac.digest, struct.Struct(">Q").pack, struct.Struct(">I").unpack_from

    def at(time: int) -> str:
        mac = digest(key, counter(time // 30), "sha1")
        value = word(mac, mac[19] & 15)[0] & 0x7FFFFFFF
        return str(value % 1_000_000).zfill(6)

    return at


def hmac_match(key: bytes) -> Match:
    at, equal = hmac_at(key), hmac.compare_digest

    def match(code: str, time: int) -> bool:
        for moment in (time - 30, time, time + 30):
            if equal(at(moment), code):
                return True
        return False

    return match


def pyotp_totp(key: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(base64.b32encode(key).decode())


def pyotp_match(key: bytes) -> Match:
    verify = pyotp_totp(key).verify
    return lambda code, time: verify(code, for_time=time, valid_window=1)


def passlib_match(key: bytes) -> Match:
    totp_match = passlib.totp.TOTP(key, "raw").match

    def match(code: str, time: int) -> bool:
        try:
            totp_match(code, time, window=30)
            return True
        except passlib.exc.InvalidTokenError:
            return False

    return match


def cryptography_totp(key: bytes) -> CryptographyTOTP:
    return CryptographyTOTP(key, 6, SHA1(), 30)


def cryptography_match(key: bytes) -> Callable[[bytes, int], bool]:
    verify = cryptography_totp(key).verify

    def match(code: bytes, time: int) -> bool:
        for moment in (time - 30, time, time + 30):
            try:
                verify(code, moment)
                return True
            except InvalidToken:
                pass
        return False

    return match
