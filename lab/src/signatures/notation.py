"""Notation's signatures, as JSON and as CBOR, by its specification; judged by jose and pycose, the chains by openssl."""

import json
import sys

import cbor2
from cryptography.x509 import ObjectIdentifier, UnrecognizedExtension
from pycose.exceptions import CoseException
from pycose.keys import EC2Key, RSAKey
from pycose.keys.curves import P256, P384, P521
from pycose.messages import Sign1Message

from common import *

SCHEME, TIME, EXPIRY = (f'io.cncf.notary.{name}' for name in ('signingScheme', 'signingTime', 'expiry'))
PAYLOAD = 'application/vnd.cncf.notary.payload.v1+json'
ALGORITHMS = {'ES256': ('p256', 'sha256', -7), 'ES384': ('p384', 'sha384', -35), 'ES512': ('p521', 'sha512', -36),
              'PS256': ('rsa', 'sha256', -37), 'PS384': ('rsa', 'sha384', -38), 'PS512': ('rsa', 'sha512', -39)}
SIGNED = NOW - 10 * DAY


def rfc3339(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def target(digest=DIGEST):
    artifact = {'mediaType': 'application/vnd.oci.image.manifest.v1+json', 'digest': digest, 'size': len(MANIFEST)}
    return json.dumps({'targetArtifact': artifact}, separators=(',', ':')).encode()


def jws(key, algorithm, chain, payload, headers, change):
    _, hash_name, _ = ALGORITHMS[algorithm]
    written = {'alg': algorithm, 'cty': PAYLOAD, 'crit': list(headers.pop('crit')), SCHEME: 'notary.x509',
               **{name: rfc3339(value) if isinstance(value, int) else value for name, value in headers.items()}}
    protected, body = b64url(json.dumps(written).encode()), b64url(payload)
    signature = sign(key, f'{protected}.{body}'.encode(), hash_name, pss=True, fixed=True)
    whole = {'payload': body, 'protected': protected, 'signature': b64url(signature),
             'header': {'x5c': [b64(der(one)) for one in chain], 'io.cncf.notary.signingAgent': 'lab/1'}}
    return json.dumps(change(whole) if change else whole).encode(), written


def cose(key, algorithm, chain, payload, headers, change):
    _, hash_name, number = ALGORITHMS[algorithm]
    written = {1: number, 2: list(headers.pop('crit')), 3: PAYLOAD, SCHEME: 'notary.x509',
               **{name: cbor2.CBORTag(1, value) if isinstance(value, int) else value for name, value in headers.items()}}
    protected = cbor2.dumps(written)
    signature = sign(key, cbor2.dumps(['Signature1', protected, b'', payload]), hash_name, pss=True, fixed=True)
    parts = [protected, {33: [der(one) for one in chain], 'io.cncf.notary.signingAgent': 'lab/1'}, payload, signature]
    return cbor2.dumps(cbor2.CBORTag(18, change(parts) if change else parts)), written


def pycose_takes(body, leaf):
    try:
        message = Sign1Message.decode(body)
        message.key = cose_key(leaf)
        return message.verify_signature()
    except (CoseException, ValueError, cbor2.CBORDecodeError) as error:
        print('pycose:', repr(error), file=sys.stderr)
        return False


def cose_key(leaf):
    numbers = leaf.public_key().public_numbers()
    if hasattr(numbers, 'e'):
        whole = lambda number: number.to_bytes((number.bit_length() + 7) // 8, 'big')
        return RSAKey(n=whole(numbers.n), e=whole(numbers.e))
    size = (leaf.public_key().curve.key_size + 7) // 8
    return EC2Key({32: P256, 48: P384, 66: P521}[size], x=numbers.x.to_bytes(size, 'big'), y=numbers.y.to_bytes(size, 'big'))


def cells(certificates):
    root_key, middle_key, other_key = make_key('p384'), make_key('p256'), make_key('p256')
    root = certificate(root_key, 'notation root', authority=True, days=(-900, 3650))
    middle = certificate(middle_key, 'notation intermediate', root, root_key, authority=True, path=0, days=(-900, 3650))
    other = certificate(other_key, 'another root', authority=True)
    certificates.update({'root': certificate_pem(root), 'other': certificate_pem(other)})
    anchors = {'root': root, 'other': other}
    keys = {name: make_key(name) for name in ('p256', 'p384', 'p521', 'rsa')}

    def leaf(name, **more):
        return certificate(keys[name], f'signer {name}', middle, middle_key, **more)

    leaves = {name: leaf(name) for name in keys}
    jws_tasks = []
    for form, make, media_type in [('jws', jws, 'application/jose+json'), ('cose', cose, 'application/cose')]:
        def cell(what, expected, algorithm='ES256', digest=DIGEST, headers=None, crit=(SCHEME,), made=None, chain=None, anchor='root',
                 change=None, cut=None, signer=None, at=NOW, **facts):
            name = ALGORITHMS[algorithm][0]
            made = made or (chain[0] if chain else leaves[name])
            chain = [made, middle, root] if chain is None else chain
            given = {TIME: SIGNED, **(headers or {}), 'crit': crit}
            body, written = make(signer or keys[name], algorithm, chain, target(digest), given, change)
            body = body[:cut]
            one = {
                'name': f'notation/{form}/{what}', 'media_type': media_type, 'annotations': {}, 'body': b64(body),
                'rules': [{'certificate': anchor}] if anchor else [], 'expected': expected, 'now': at,
                'theirs': {'chain': openssl_follows(made, chain[1:], anchors[anchor or 'root'], at), **facts},
                'made_by': 'Python cryptography', 'judged_by': 'pycose, openssl' if form == 'cose' else 'jose, openssl',
            }
            if form == 'cose':
                one['theirs']['signature'] = pycose_takes(body, made)
            else:
                one['judge_jws'] = {'jws': b64(body), 'certificate': certificate_pem(made), 'algorithm': algorithm, 'critical': list(crit)}
            return one

        kinds = ['ES256', 'ES384', 'PS256', 'PS384', 'PS512']
        for algorithm in kinds:
            yield cell(f'{algorithm}/right', 'proven', algorithm)
            yield cell(f'{algorithm}/other signer', 'refused', algorithm, signer=make_key(ALGORITHMS[algorithm][0]))
        yield cell('wrong certificate', 'refused', anchor='other')
        yield cell('no rule', 'not checked', anchor=None)
        yield cell('other digest', 'refused', digest=OTHER_DIGEST, digest_fits=False)
        position = 2 if form == 'cose' else 'payload'
        evil = target(DIGEST).replace(b'manifest', b'manifesT')

        def changed(whole):
            whole[position] = evil if form == 'cose' else b64url(evil)
            return whole
        yield cell('changed payload', 'refused', change=changed)
        yield cell('cut', 'refused', cut=-9, whole=False)
        yield cell('with a term', 'proven', headers={EXPIRY: NOW + DAY}, crit=(SCHEME, EXPIRY))
        yield cell('expired', 'refused', headers={EXPIRY: NOW - DAY}, crit=(SCHEME, EXPIRY), in_time=False)
        yield cell('term that need not be understood', 'refused', headers={EXPIRY: NOW + DAY}, critical=False)
        yield cell('unknown critical', 'refused', headers={'io.cncf.notary.plugin': 'x'}, crit=(SCHEME, 'io.cncf.notary.plugin'),
                   critical=False)
        yield cell('scheme not critical', 'refused', crit=(TIME,), critical=False)
        yield cell('certificate that has ended', 'doubtful', made=leaf('p256', days=(-30, -1)), time=False)
        yield cell('certificate that has not begun', 'refused', made=leaf('p256', days=(1, 30)))
        yield cell('not for code', 'refused', made=leaf('p256', code=False), use=False)
        yield cell('unknown critical in the certificate', 'refused',
                   made=leaf('p256', extra=[(UnrecognizedExtension(ObjectIdentifier('1.2.3.4'), b'\x05\x00'), True)]))
        yield cell('issued by a signer', 'refused', chain=[
            certificate(keys['p256'], 'signer of a signer', leaves['rsa'], keys['rsa']), leaves['rsa'], middle, root],
            authority=False)
        yield cell('without the one between', 'refused', chain=[leaves['p256'], root])
        yield cell('P-521', 'not checked', 'ES512', known=False)
    own = certificate(keys['p256'], 'own', days=(-1, 30))
    certificates['own'], anchors['own'] = certificate_pem(own), own
    for form, make, media_type in [('jws', jws, 'application/jose+json')]:
        body, _ = make(keys['p256'], 'ES256', [own], target(), {TIME: SIGNED, 'crit': (SCHEME,)}, None)
        yield {'name': f'notation/{form}/a certificate of its own', 'media_type': media_type, 'annotations': {}, 'body': b64(body),
               'rules': [{'certificate': 'own'}], 'expected': 'proven', 'now': NOW,
               'theirs': {'chain': openssl_follows(own, [], own, NOW)}, 'made_by': 'Python cryptography', 'judged_by': 'jose, openssl',
               'judge_jws': {'jws': b64(body), 'certificate': certificate_pem(own), 'algorithm': 'ES256', 'critical': [SCHEME]}}
