/** The engine. Everything a node may call. */
export * from './types';
