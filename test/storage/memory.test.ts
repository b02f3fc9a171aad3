/** The memory store keeps the contract. */
import { contract } from './contract.js';

contract('memory', async () => 'memory:');
