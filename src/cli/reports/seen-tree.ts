/** What a learner sees of a course: as a tree for people, or as JSON for programs. */
import type { Decision, SeenNode } from '../../index.js';
import type { TerminalPaint } from '../terminal/paint.js';

interface TreeWords {
  readonly paint: TerminalPaint;
  visible(text: string): string;
  groupName(name: string): string;
  /** The name for people of a decision's experiment. */
  experimentName(decision: Decision): string;
}

export function seenTree(nodes: readonly SeenNode[], words: TreeWords): string {
  return nodes.map((node) => `${lines(node, '', words).join('\n')}\n`).join('');
}

interface SeenJson {
  readonly tag: string;
  readonly urlName: string | null;
  readonly displayName: string | null;
  readonly file: string;
  readonly found: boolean;
  readonly hasDynamicChildren: boolean;
  /** For A/B blocks only. */
  readonly decision?: {
    readonly experiment: string | null;
    readonly group: string | null;
    readonly reason: string;
    readonly stale: boolean;
  };
  readonly children: readonly SeenJson[];
}

export function seenJson(node: SeenNode, experimentName: (decision: Decision) => string): SeenJson {
  const { tag, urlName, displayName, file, found, hasDynamicChildren, decision } = node;
  const children = node.children.map((child) => seenJson(child, experimentName));
  const plain = { tag, urlName, displayName, file, found, hasDynamicChildren };
  if (decision === null) return { ...plain, children };
  const { group, reason, stale } = decision;
  const experiment = decision.experiment === null ? null : experimentName(decision);
  return { ...plain, decision: { experiment, group, reason, stale }, children };
}

/** A/B blocks show nothing themselves, so they are dimmed in the tree. */
function lines(node: SeenNode, indent: string, words: TreeWords): string[] {
  const { paint, visible } = words;
  const name = visible(`${node.tag}/${node.urlName ?? '(no url_name)'}`);
  const title = node.displayName === null ? '' : `  ${paint.bold(`"${visible(node.displayName)}"`)}`;
  const missing = node.found ? '' : `  ${paint.dim('(no definition)')}`;
  const head =
    node.decision === null
      ? `${name}${title}${missing}`
      : `${paint.dim(name)}  ${decisionText(node.decision, words)}${missing}`;
  return [`${indent}${head}`, ...node.children.flatMap((child) => lines(child, `${indent}  `, words))];
}

function decisionText(decision: Decision, { paint, visible, groupName, experimentName }: TreeWords): string {
  const { group, reason, stale, shown } = decision;
  if (group === null) return paint.severity('warning', 'cannot assign learners; shows nothing');
  const named = shown?.isDefault && !stale ? 'default' : groupName(group);
  const instead = shown === null ? 'nothing is shown' : 'the default group is shown';
  const gone = stale
    ? paint.severity('warning', reason === 'stored' ? `, gone: ${instead}` : ', drawn anew')
    : '';
  return `${paint.code(named)} of "${visible(experimentName(decision))}" (${reason})${gone}`;
}
