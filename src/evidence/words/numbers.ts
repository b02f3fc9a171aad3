/** Numbers in sentences: as many digits as the interval allows. */

const MINUS = '−';

/** A function that writes numbers with two digits of the uncertainty. @param uncertainty half of an interval */
export function numberWriter(uncertainty: number): (value: number) => string {
  const digits =
    uncertainty > 0 && Number.isFinite(uncertainty) ? 1 - Math.floor(Math.log10(uncertainty)) : 3;
  const decimals = Math.min(10, Math.max(0, digits));
  return (value) => {
    const text = Math.abs(value).toLocaleString('en', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
  };
}

/** `12,345` */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** How rare a probability is, for people who do not read p values: `chance alone does this in 1 of 200 experiments`. */
export function rarityText(p: number): string {
  if (p < 1e-4) return 'chance alone does this in fewer than 1 of 10,000 experiments';
  return `chance alone does this in 1 of ${countText(Math.round(1 / p))} experiments`;
}

/** `3.4 %` */
export function percentText(share: number): string {
  const text = (Math.abs(share) * 100).toFixed(1);
  return `${share < 0 && /[1-9]/.test(text) ? MINUS : ''}${text} %`;
}
