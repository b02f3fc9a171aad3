/** How the benchmarks of the service log in. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { SignJWT } from 'jose';

/** A token of the LMS, signed with RS256 as in production, and the options of a service that accepts it, as JSON. */
export async function login(folder) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeyFile = `${folder}/key.pem`;
  writeFileSync(publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const token = await new SignJWT({ preferred_username: 'renderer', administrator: true })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer('lms')
    .setAudience('abtest')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
  const keys = { publicKeyFile };
  return { token, auth: JSON.stringify({ token: { keys, issuer: 'lms', audience: 'abtest' } }) };
}
