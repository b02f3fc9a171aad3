/** The only script of a report: it makes the frames as high as what they show. Without it they are as high as was guessed, and scroll. */

/** Pixels. */
const TALLEST = 20_000;

const frames = [...document.querySelectorAll('iframe')].filter((frame) => frame.matches('.content'));

/**
 * First all are made low, then all are measured, then all get their height: the page is laid out twice, however many there are.
 * @param {readonly HTMLIFrameElement[]} some
 */
function fitAll(some) {
  const ready = some.filter(
    (frame) => frame.offsetWidth > 0 && frame.contentDocument?.body?.firstElementChild,
  );
  for (const frame of ready) frame.style.height = '0';
  const heights = ready.map((frame) => frame.contentDocument?.documentElement.scrollHeight ?? 0);
  for (const [index, frame] of ready.entries())
    frame.style.height = `${Math.min(heights[index] ?? 0, TALLEST) + 2}px`;
}

for (const frame of frames) frame.addEventListener('load', () => fitAll([frame]));
fitAll(frames);
let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === width) return;
  width = innerWidth;
  fitAll(frames);
});
document.addEventListener(
  'toggle',
  ({ target }) => fitAll(frames.filter((frame) => target instanceof Node && target.contains(frame))),
  true,
);
// A sheet of paper is 18.6 cm wide between its margins; groups are two beside each other.
addEventListener('beforeprint', () => {
  for (const frame of frames) {
    frame.style.width = frame.closest('.side-by-side') === null ? '18cm' : '8.2cm';
    frame.contentDocument?.documentElement.classList.add('olx-paper');
  }
  fitAll(frames);
  for (const frame of frames) frame.style.width = '';
});
addEventListener('afterprint', () => {
  for (const frame of frames) frame.contentDocument?.documentElement.classList.remove('olx-paper');
  fitAll(frames);
});
