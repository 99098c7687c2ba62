import { expect, it } from 'vitest';
import type { LiveEvent } from './events.ts';
import { Feed, type FeedItem } from './feed.ts';

const note = (line: string): LiveEvent => ({ type: 'note', line: { en: line, ko: line } });
const step = (what: string): LiveEvent => ({ type: 'step', what: { en: what, ko: what } });

/** What somebody hears who follows a feed. */
function follower(feed: Feed, after?: string) {
  const items: FeedItem[] = [];
  const end = feed.follow(after, (item) => items.push(item));
  const said = () =>
    items.map(({ json }) => {
      const { line, what } = JSON.parse(json);
      return (line ?? what)?.en;
    });
  return { items, said, end };
}

it('tells one who comes late what has been, and then what comes, in its order and with its time', () => {
  const feed = new Feed();
  const before = Date.now();
  feed.tell(note('one'));
  const { said, items } = follower(feed);
  feed.tell(note('two'));
  expect(said()).toEqual(['one', 'two']);
  for (const { json } of items) expect(JSON.parse(json).at).toBeGreaterThanOrEqual(before);
});

it('goes on after the last event that somebody knows', () => {
  const feed = new Feed();
  for (const line of ['one', 'two', 'three']) feed.tell(note(line));
  const [, second] = follower(feed).items;
  expect(follower(feed, second?.id).said()).toEqual(['three']);
});

it.each(['', 'nonsense', 'abcdef01-2'])(
  'begins at the beginning after what is no event of its run: %j',
  (id) => {
    const feed = new Feed();
    for (const line of ['one', 'two']) feed.tell(note(line));
    expect(follower(feed, id).said()).toEqual(['one', 'two']);
  },
);

it('keeps only the newest of what passes, and all that lasts', () => {
  const feed = new Feed(2);
  feed.tell(note('first'));
  for (const what of ['a', 'b', 'c', 'd']) feed.tell(step(what));
  feed.tell(note('last'));
  expect(follower(feed).said()).toEqual(['first', 'c', 'd', 'last']);
});

it('tells no one who has left, and counts those who follow', () => {
  const feed = new Feed();
  const { said, end } = follower(feed);
  const other = follower(feed);
  expect(feed.followers).toBe(2);
  end();
  feed.tell(note('one'));
  expect([feed.followers, said(), other.said()]).toEqual([1, [], ['one']]);
});
