/** Loads an optional package, or says which one to install. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { codeOf } from '../secret.js';

export async function driverPackage<Module>(
  name: string,
  purpose: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new AbtestError('driver-missing', `${purpose} needs the package ${name}, which is not installed`, {
      hint: `Run: npm install ${name}`,
      cause,
    });
  }
}
