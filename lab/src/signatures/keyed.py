"""cosign's signatures and attestations beside an image, by keys."""

import json

from common import *

KINDS = [('p256', 'sha256', False), ('p384', 'sha384', False), ('p384', 'sha256', False), ('ed25519', 'sha512', False),
         ('rsa', 'sha256', False), ('rsa', 'sha256', True)]
SIMPLE = 'application/vnd.dev.cosign.simplesigning.v1+json'
ENVELOPE = 'application/vnd.dsse.envelope.v1+json'


def payload(digest=DIGEST, reference=REPOSITORY, kind='cosign container image signature', more=None):
    critical = {'identity': {'docker-reference': reference}, 'image': {'docker-manifest-digest': digest}, 'type': kind}
    return json.dumps({'critical': {**critical, **(more or {})}, 'optional': None}, separators=(',', ':')).encode()


def cosign(keys):
    for kind, hash_name, pss in KINDS:
        key, name = keys[kind], f'cosign/{kind}-{hash_name}{"-pss" if pss else ""}'
        judged = lambda data, signature: openssl_takes(pem(key), data, signature, hash_name, pss)

        def cell(what, expected, data, signed=None, signature=None, by=None, rules=(kind,), **facts):
            made = sign(by or key, data if signed is None else signed, hash_name, pss) if signature is None else signature
            return {
                'name': f'{name}/{what}', 'media_type': SIMPLE,
                'annotations': {'dev.cosignproject.cosign/signature': b64(made)}, 'body': b64(data),
                'rules': [{'key': rule} for rule in rules], 'expected': expected,
                'theirs': {'signature': judged(data, made), **facts},
                'made_by': 'Python cryptography', 'judged_by': 'openssl',
            }

        good = payload()
        right = sign(key, good, hash_name, pss)
        yield cell('right', 'proven', good)
        yield cell('wrong key', 'refused', good, by=keys[f'{kind}-other'])
        yield cell('other digest', 'refused', payload(OTHER_DIGEST), digest=False)
        yield cell('changed payload', 'refused', good, signed=payload(reference='registry.example/evil'))
        yield cell('cut', 'refused', good, signature=right[:-7])
        yield cell('other repository', 'doubtful', payload(reference='other.example/app'), repository=False)
        yield cell('unknown critical', 'refused', payload(more={'until': '2020'}), critical=False)
        yield cell('second of two keys', 'proven', good, rules=('p256-other', kind))
        if kind == 'p256':
            yield cell('no signature', 'refused', good, signature=b'')
            yield cell('other kind', 'refused', payload(kind='something else'), kind=False)
            yield cell('cut payload', 'refused', good[:-20], digest=False)
            yield cell('no key', 'not checked', good, rules=())
            yield cell('with a tag', 'proven', payload(reference=REPOSITORY + ':1.0'))
            yield cell('numbers of zero', 'refused', good, signature=bytes.fromhex('3006020100020100'))
            yield cell('another curve', 'refused', good, by=keys['p384'])


def statement(digest=DIGEST, kind='https://in-toto.io/Statement/v1'):
    subject = [{'name': REPOSITORY, 'digest': {'sha256': digest.split(':')[1]}}]
    return json.dumps({'_type': kind, 'subject': subject, 'predicateType': 'https://slsa.dev/provenance/v1', 'predicate': {}}).encode()


def encoded(kind, body):
    return b'DSSEv1 %d %s %d %s' % (len(kind), kind.encode(), len(body), body)


def attestations(keys):
    in_toto = 'application/vnd.in-toto+json'

    def cell(what, expected, signers, body=None, signed=None, kind=in_toto, cut=None, rules=None, change=None, **facts):
        body = statement() if body is None else body
        over = encoded(kind, body if signed is None else signed)
        made = [(name, sign(keys[name], over, hash_name)) for name, hash_name in signers]
        if change:
            made = [(name, change(signature)) for name, signature in made]
        envelope = {'payloadType': kind, 'payload': b64(body),
                    'signatures': [{'keyid': '', 'sig': b64(signature)} for _, signature in made]}
        rules = [signers[-1][0]] if rules is None else rules
        takes = lambda rule, hash_name, signature: openssl_takes(pem(keys[rule]), encoded(kind, body), signature, hash_name)
        return {
            'name': f'attestation/{what}', 'media_type': ENVELOPE, 'annotations': {},
            'body': b64(json.dumps(envelope).encode()[:cut]), 'rules': [{'key': rule} for rule in rules], 'expected': expected,
            'theirs': {'signature': any(takes(rule, hash_name, signature) for rule in rules
                                        for (_, signature), (_, hash_name) in zip(made, signers)), **facts},
            'made_by': 'Python cryptography', 'judged_by': 'openssl',
        }

    for name, hash_name in [('p256', 'sha256'), ('p384', 'sha384'), ('ed25519', 'sha512'), ('rsa', 'sha256')]:
        one = [(name, hash_name)]
        yield cell(f'{name}/right', 'proven', one)
        yield cell(f'{name}/wrong key', 'refused', one, rules=[f'{name}-other'])
        yield cell(f'{name}/changed payload', 'refused', one, signed=statement(OTHER_DIGEST))
        yield cell(f'{name}/one of two is bad', 'proven', [(f'{name}-other', hash_name), *one])
    one = [('p256', 'sha256')]
    yield cell('other digest', 'refused', one, body=statement(OTHER_DIGEST), digest=False)
    yield cell('other payload type', 'refused', one, kind='text/plain', kind_known=False)
    yield cell('other statement', 'refused', one, body=statement(kind='https://example.com'), kind_known=False)
    yield cell('cut', 'refused', one, cut=-30, whole=False)
    yield cell('both are bad', 'refused', [('p256', 'sha256'), ('ed25519', 'sha512')], change=lambda signature: signature[:-1] + b'\0',
               rules=['p256', 'ed25519'])
    # What was signed without the type is a signature over the payload alone, which DSSE is against.
    bare = sign(keys['p256'], statement())
    yield cell('without its type', 'refused', one, change=lambda signature: bare)
