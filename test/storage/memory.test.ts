/** The memory store keeps the contract. */
import { contractAt } from './contract.js';

contractAt('memory', async () => 'memory:');
