export function findServer(program: string): string | null;
export function leftOutTests(): string[];
