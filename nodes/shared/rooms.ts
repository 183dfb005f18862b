/**
 * The rooms that do the work, loaded when a node runs: n8n requires every node file at its start, and what is not needed
 * then must not be loaded then.
 */
export const rooms = {
	engine: async () => await import('../../sync'),
	store: async () => await import('../../store'),
};
