"""What the makers of signatures share: keys, certificates, and how other programs are asked."""

import base64
import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent
# One that registries take: a configuration, which is "{}", and no layers.
CONFIG = b'{}'
MANIFEST = json.dumps({
    'schemaVersion': 2, 'mediaType': 'application/vnd.oci.image.manifest.v1+json', 'layers': [],
    'config': {'mediaType': 'application/vnd.oci.image.config.v1+json', 'size': 2, 'digest': 'sha256:' + hashlib.sha256(CONFIG).hexdigest()},
}).encode()
DIGEST = 'sha256:' + hashlib.sha256(MANIFEST).hexdigest()
OTHER_DIGEST = 'sha256:' + hashlib.sha256(b'another manifest').hexdigest()
REPOSITORY = 'registry.example/team/app'
# 2026-12-01: what the page's clock says when the cells are checked.
NOW = 1_796_083_200
DAY = 86_400


def b64(data):
    return base64.b64encode(data).decode()


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def make_key(kind):
    return {
        'p256': lambda: ec.generate_private_key(ec.SECP256R1()),
        'p384': lambda: ec.generate_private_key(ec.SECP384R1()),
        'p521': lambda: ec.generate_private_key(ec.SECP521R1()),
        'ed25519': ed25519.Ed25519PrivateKey.generate,
        'rsa': lambda: rsa.generate_private_key(65537, 2048),
    }[kind]()


def pem(key):
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()


def private_pem(key):
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def spki(key):
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, kind)


def sign(key, data, hash_name='sha256', pss=False, fixed=False):
    algorithm = {'sha256': hashes.SHA256(), 'sha384': hashes.SHA384(), 'sha512': hashes.SHA512()}[hash_name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, rsa.RSAPrivateKey):
        pad = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size) if pss else padding.PKCS1v15()
        return key.sign(data, pad, algorithm)
    signature = key.sign(data, ec.ECDSA(algorithm))
    if not fixed:
        return signature
    size = (key.curve.key_size + 7) // 8
    return b''.join(number.to_bytes(size, 'big') for number in decode_dss_signature(signature))


def certificate(key, name, issuer=None, issuer_key=None, authority=False, code=True, days=(-30, 3650), extra=(), path=None,
                seconds=None, subject=True, hash_name=hashes.SHA256):
    """A certificate for `key`; `seconds` are its life, else `days` from NOW."""
    own = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, 'DE'), x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'Lab'),
                     x509.NameAttribute(NameOID.COMMON_NAME, name)]) if subject else x509.Name([])
    start, end = seconds or (NOW + days[0] * DAY, NOW + days[1] * DAY)
    moment = lambda at: datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    issuer_key = issuer_key or key
    builder = (x509.CertificateBuilder().subject_name(own).issuer_name(issuer.subject if issuer else own)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(moment(start)).not_valid_after(moment(end))
               .add_extension(x509.BasicConstraints(authority, path), True)
               .add_extension(x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False), True))
    if code and not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    algorithm = None if isinstance(issuer_key, ed25519.Ed25519PrivateKey) else hash_name()
    return builder.sign(issuer_key, algorithm)


def der(made):
    return made.public_bytes(serialization.Encoding.DER)


def certificate_pem(made):
    return made.public_bytes(serialization.Encoding.PEM).decode()


def openssl(*arguments, data=b''):
    return subprocess.run(['openssl', *arguments], input=data, capture_output=True)


def openssl_version():
    return openssl('version').stdout.decode().split(' ')[1]


def openssl_takes(key_pem, data, signature, hash_name='sha256', pss=False):
    """Whether openssl says that a signature is by a key."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, content in [('key', key_pem.encode()), ('data', data), ('signature', signature)]:
            paths[name] = os.path.join(folder, name)
            pathlib.Path(paths[name]).write_bytes(content)
        if b'ED25519' in openssl('pkey', '-pubin', '-in', paths['key'], '-noout', '-text').stdout:
            asked = openssl('pkeyutl', '-verify', '-pubin', '-inkey', paths['key'], '-rawin', '-in', paths['data'],
                            '-sigfile', paths['signature'])
        else:
            options = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'] if pss else []
            asked = openssl('dgst', f'-{hash_name}', '-verify', paths['key'], '-signature', paths['signature'], *options,
                            paths['data'])
        return asked.returncode == 0


def openssl_follows(leaf, others, anchor, at):
    """Whether openssl follows a chain to an anchor at a time; 3.0 knows no purpose for code."""
    with tempfile.TemporaryDirectory() as folder:
        write = lambda name, text: (pathlib.Path(folder, name).write_text(text), os.path.join(folder, name))[1]
        arguments = ['verify', '-attime', str(at), '-partial_chain', '-CAfile',
                     write('anchor', certificate_pem(anchor))]
        if others:
            arguments += ['-untrusted', write('others', ''.join(map(certificate_pem, others)))]
        return openssl(*arguments, write('leaf', certificate_pem(leaf))).returncode == 0


def node(command, tasks):
    """Runs tools.cjs beside this file; it answers each task."""
    asked = subprocess.run(['node', str(HERE / 'tools.cjs'), command], input=json.dumps(tasks).encode(), capture_output=True)
    if asked.returncode != 0:
        raise SystemExit(asked.stderr.decode())
    return json.loads(asked.stdout)
