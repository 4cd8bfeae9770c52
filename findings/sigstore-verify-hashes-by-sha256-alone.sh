#!/bin/sh
# @sigstore/verify 3.1.1 (npm) hashes by SHA-256 whatever key it is given. So it refuses an envelope that was signed by ECDSA P-384 over
# SHA-384, which Sigstore's registry of algorithms (PKIX_ECDSA_P384_SHA_384) and cosign since 2.5 mean by such a key, and takes one over
# SHA-256. An envelope by Ed25519 it takes; a signature by Ed25519 over a message of its own it refuses.
#
# Seen:
#   envelope, P-256 over SHA-256: taken
#   envelope, P-384 over SHA-384: refused
#   envelope, P-384 over SHA-256: taken
#   envelope, Ed25519: taken
#   message, P-256 over SHA-256: taken
#   message, Ed25519: refused
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent @sigstore/sign@3.1.0 @sigstore/bundle@4.0.0 @sigstore/verify@3.1.1
seen=$(node -e "
const crypto = require('crypto');
const { DSSEBundleBuilder, MessageSignatureBundleBuilder } = require('@sigstore/sign');
const { bundleFromJSON, bundleToJSON } = require('@sigstore/bundle');
const { Verifier, toSignedEntity } = require('@sigstore/verify');
const data = Buffer.from('{}');
const one = async (name, Builder, kind, options, hash) => {
  const { privateKey, publicKey } = crypto.generateKeyPairSync(kind, options);
  const key = { \$case: 'publicKey', publicKey: publicKey.export({ type: 'spki', format: 'pem' }) };
  const signer = { sign: async bytes => ({ signature: crypto.sign(hash, bytes, privateKey), key }) };
  const made = await new Builder({ signer, witnesses: [] }).create({ data, type: 'application/vnd.in-toto+json' });
  const material = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [],
    publicKey: () => ({ publicKey, validFor: () => true }) };
  const verifier = new Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
  let word = 'taken';
  try { verifier.verify(toSignedEntity(bundleFromJSON(bundleToJSON(made)), data)); } catch { word = 'refused'; }
  console.log(name + ': ' + word);
};
(async () => {
  const curve = namedCurve => ({ namedCurve });
  await one('envelope, P-256 over SHA-256', DSSEBundleBuilder, 'ec', curve('P-256'), 'sha256');
  await one('envelope, P-384 over SHA-384', DSSEBundleBuilder, 'ec', curve('P-384'), 'sha384');
  await one('envelope, P-384 over SHA-256', DSSEBundleBuilder, 'ec', curve('P-384'), 'sha256');
  await one('envelope, Ed25519', DSSEBundleBuilder, 'ed25519', {}, null);
  await one('message, P-256 over SHA-256', MessageSignatureBundleBuilder, 'ec', curve('P-256'), 'sha256');
  await one('message, Ed25519', MessageSignatureBundleBuilder, 'ed25519', {}, null);
})();
")
echo "$seen"
test "$seen" = "envelope, P-256 over SHA-256: taken
envelope, P-384 over SHA-384: refused
envelope, P-384 over SHA-256: taken
envelope, Ed25519: taken
message, P-256 over SHA-256: taken
message, Ed25519: refused"
