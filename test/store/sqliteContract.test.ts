import { openSqliteStore } from '../../store';
import { useFolder } from './folder';
import { describeStoreContract } from './storeContract';

const inFolder = useFolder();

describeStoreContract('an SQLite file', async (options) => openSqliteStore({ file: inFolder('sync.db'), ...options }));
describeStoreContract('SQLite in memory', async (options) => openSqliteStore({ file: ':memory:', ...options }));
