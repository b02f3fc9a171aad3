/** The memory store keeps both contracts. */
import { contract } from './contract.js';
import { dataContract } from './data-contract.js';
import { factContract } from './fact-contract.js';

contract('memory', async () => 'memory:');
dataContract('memory', async () => 'memory:', false);
factContract('memory', async () => 'memory:');
