import { ask } from './api.js';
import { element } from './element.js';

const said = (place, text, refused) => {
  place.textContent = text;
  place.classList.toggle('refused', refused);
};

/** One day, over the page: its story, a question in either mode, and afterwards what somebody thinks of it. */
export async function showDay(dialog, { day }, me, { again }) {
  const { title, story, questions } = await ask(`/api/days/${day}`);
  const before = me.completions.find((one) => one.day === day)?.mode;
  const opinion = me.feedback.find((one) => one.day === day);
  const message = element('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
  const question = element('p', { class: 'question' });
  const answer = element('input', { name: 'answer', required: true, maxLength: 100, autocomplete: 'off' });
  const mode = element(
    'select',
    { name: 'mode' },
    ...Object.keys(questions).map((one) => element('option', { value: one }, one)),
  );
  const pose = () => {
    question.textContent = questions[mode.value];
    answer.value = '';
  };
  mode.value = before === undefined ? 'normal' : 'veteran';
  mode.addEventListener('change', pose);
  pose();

  const feedback = feedbackForm(day, opinion, message, again);
  feedback.hidden = before === undefined;
  const play = element(
    'form',
    {
      class: 'play',
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          const done = await ask(`/api/days/${day}/completions`, 'POST', { mode: mode.value, answer: answer.value });
          said(message, `Day ${day} is done${done.mode === 'veteran' ? ', in veteran mode' : ''}.`, false);
          feedback.hidden = false;
          await again();
        } catch (error) {
          said(message, error.message, true);
        }
      },
    },
    element('label', {}, 'Mode ', mode),
    question,
    element('label', {}, 'Answer ', answer),
    element('button', {}, 'Answer'),
  );
  dialog.replaceChildren(
    element('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => dialog.close() }, '×'),
    element('h2', { id: 'day-title' }, `${day} · ${title}`),
    element('p', { class: 'story' }, story),
    play,
    message,
    feedback,
  );
  dialog.showModal();
  answer.focus();
}

function feedbackForm(day, before, message, again) {
  const stars = element(
    'select',
    { name: 'rating' },
    ...[5, 4, 3, 2, 1].map((one) => element('option', { value: String(one) }, '★'.repeat(one))),
  );
  const words = element('textarea', { name: 'words', rows: 2, maxLength: 1000, placeholder: 'How was it?' });
  if (before !== undefined) [stars.value, words.value] = [String(before.rating), before.words];
  return element(
    'form',
    {
      class: 'feedback',
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          await ask(`/api/days/${day}/feedback`, 'PUT', { rating: Number(stars.value), words: words.value });
          said(message, 'Thank you for saying so.', false);
          await again();
        } catch (error) {
          said(message, error.message, true);
        }
      },
    },
    element('label', {}, 'Your stars ', stars),
    words,
    element('button', { class: 'quiet' }, 'Send feedback'),
  );
}
