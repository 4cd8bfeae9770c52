// Signs and judges with npm's packages: node tools.cjs sign|judge, tasks as JSON on standard input, answers on standard output.
const crypto = require('crypto');
const fs = require('fs');
const { bundleFromJSON, bundleToJSON } = require('@sigstore/bundle');
const { TrustedRoot } = require('@sigstore/protobuf-specs');
const { DSSEBundleBuilder, MessageSignatureBundleBuilder } = require('@sigstore/sign');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');
const jose = require('jose');

const bytes = text => Buffer.from(text, 'base64');
const NOTHING = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };

async function sign(task) {
  const privateKey = crypto.createPrivateKey(task.key);
  const hash = { ed25519: null, ec: privateKey.asymmetricKeyDetails.namedCurve === 'secp384r1' ? 'sha384' : 'sha256', rsa: 'sha256' };
  const publicKey = crypto.createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  const signer = {
    sign: async data => ({
      signature: crypto.sign(hash[privateKey.asymmetricKeyType], data, privateKey),
      key: { $case: 'publicKey', publicKey, hint: 'lab' },
    }),
  };
  const options = { signer, witnesses: [] };
  const made = task.message
    ? await new MessageSignatureBundleBuilder(options).create({ data: bytes(task.message) })
    : await new DSSEBundleBuilder(options).create({ data: bytes(task.payload), type: task.type });
  return bundleToJSON(made);
}

// Whether @sigstore/verify takes a bundle; it knows nothing of what the statement says.
function judge(task) {
  try {
    const bundle = bundleFromJSON(JSON.parse(bytes(task.bundle)));
    // It hashes by SHA-256 alone, and no message for Ed25519 as a whole: those two are judged by node's own crypto.
    if (task.plain) {
      const signature = bundle.content.dsseEnvelope?.signatures[0] || bundle.content.messageSignature;
      const takes = crypto.verify(task.plain.hash, bytes(task.plain.data), task.key, signature.sig || signature.signature);
      return { takes };
    }
    const key = { publicKey: task.key && crypto.createPublicKey(task.key), validFor: () => true };
    const root = task.root ? TrustedRoot.fromJSON(task.root) : NOTHING;
    const material = task.key ? { ...NOTHING, publicKey: () => key } : toTrustMaterial(root);
    const logs = task.key ? 0 : 1;
    const verifier = new Verifier(material, { ctlogThreshold: 0, tlogThreshold: logs, timestampThreshold: logs });
    const escaped = task.subject && `^${task.subject.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`;
    const policy = task.key ? undefined : { subjectAlternativeName: escaped, extensions: { issuer: task.issuer } };
    verifier.verify(toSignedEntity(bundle, bytes(task.message)), policy);
    return { takes: true };
  } catch (error) {
    return { takes: false, why: `${error.code || error.name}: ${error.message}` };
  }
}

// Whether jose takes a JWS by the key of a certificate.
async function judgeJws(task) {
  try {
    const key = await jose.importX509(task.certificate, task.algorithm);
    await jose.flattenedVerify(JSON.parse(bytes(task.jws)), key, { crit: Object.fromEntries(task.critical.map(name => [name, true])) });
    return { takes: true };
  } catch (error) {
    return { takes: false, why: `${error.code || error.name}: ${error.message}` };
  }
}

(async () => {
  const tasks = JSON.parse(fs.readFileSync(0));
  const work = { sign, judge, jws: judgeJws }[process.argv[2]];
  const answers = [];
  for (const task of tasks) answers.push(await work(task));
  process.stdout.write(JSON.stringify(answers));
})().catch(error => {
  console.error(error);
  process.exit(1);
});
