/** Where Swagger UI lives. */
export const DOCS = '/docs';

/** For operators: who watches the process must see it as it is, whatever its customers meet. */
const OPERATORS = ['/health', '/metrics', DOCS, '/openapi.json'];

/** Whether a path is for operators. The router does not look at capitals. */
export function isForOperators(path: string): boolean {
  const asked = path.toLowerCase();
  return OPERATORS.some((own) => asked === own || asked.startsWith(`${own}/`));
}
