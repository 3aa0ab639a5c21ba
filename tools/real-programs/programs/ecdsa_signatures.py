"""ecdsa: key pairs, signatures, verification, shared secrets."""

import hashlib

from ecdsa import ECDH, NIST192p, NIST256p, NIST521p, SECP256k1, BadSignatureError, Ed25519, SigningKey
from workload import rounds, show

for turn in rounds():
    for curve in (NIST192p, NIST256p, SECP256k1, NIST521p):
        key = SigningKey.from_secret_exponent(0x1234567890ABCDEF + turn, curve, hashfunc=hashlib.sha256)
        message = f"message {turn} on {curve.name}".encode()
        signature = key.sign_deterministic(message)
        public = key.verifying_key
        show(curve.name, signature.hex())
        show("verified", public.verify(signature, message))
        try:
            public.verify(signature, message + b"!")
        except BadSignatureError as error:
            show("refused", error)
        show("pem", public.to_pem().decode())
    exchange = ECDH(NIST256p)
    exchange.load_private_key(SigningKey.from_secret_exponent(987654321 + turn, NIST256p))
    exchange.load_received_public_key(SigningKey.from_secret_exponent(123456789 + turn, NIST256p).verifying_key)
    show("secret", exchange.generate_sharedsecret())
    edwards = SigningKey.from_string(bytes(range(turn % 100, turn % 100 + 32)), Ed25519)
    show("edwards", edwards.sign(b"message").hex())
