/**
 * Mermaid's sequence diagrams, as far as the workshop's pages use them. Each line must be one that is known here, so a diagram without
 * mistakes is one that Mermaid draws. Its own parser would need a browser.
 */

const NAME = String.raw`[A-Za-z]\w*`;
/** Mermaid takes `;` for the end of a line, and `#` for the beginning of a character's code. */
const TEXT = '[^;#]+';
const PARTICIPANT = new RegExp(`^(?:actor|participant) (${NAME})(?: as ${TEXT})?$`);
const ARROW = new RegExp(String.raw`^(${NAME})(?:-->>|->>|--\)|-\))(${NAME}): ${TEXT}$`);
const NOTE = new RegExp(`^Note (?:over|left of|right of) (${NAME})(?:,(${NAME}))?: ${TEXT}$`);
const BLOCK = new RegExp(`^(?:alt|opt|loop|par|critical) ${TEXT}$`);
const BRANCH = new RegExp(`^(?:else|and|option)(?: ${TEXT})?$`);

interface SequenceDiagram {
  /** Arrows and notes without their texts, in order: the same in every language. */
  readonly steps: readonly string[];
  readonly mistakes: readonly string[];
}

export function readSequenceDiagram(text: string): SequenceDiagram {
  const [head, ...lines] = text.trim().split(/\s*\n\s*/);
  const mistakes = head === 'sequenceDiagram' ? [] : [`it begins with "${head}", not with sequenceDiagram`];
  const declared = new Set<string>();
  const steps: string[] = [];
  let open = 0;
  for (const line of lines) {
    const participant = PARTICIPANT.exec(line)?.[1];
    const step = ARROW.exec(line) ?? NOTE.exec(line);
    if (participant !== undefined) {
      if (declared.has(participant)) mistakes.push(`declared twice: ${participant}`);
      declared.add(participant);
    } else if (step) {
      const unknown = step.slice(1).filter((name) => name !== undefined && !declared.has(name));
      mistakes.push(...unknown.map((name) => `${name} is no participant: ${line}`));
      steps.push(line.slice(0, line.indexOf(':')));
    } else if (BLOCK.test(line)) open += 1;
    else if (line === 'end' && open > 0) open -= 1;
    else if (!(BRANCH.test(line) && open > 0)) mistakes.push(`not understood: ${line}`);
  }
  if (open > 0) mistakes.push('a block has no end');
  return { steps, mistakes };
}
