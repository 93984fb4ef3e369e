const user = document.querySelector('#user');
const message = document.querySelector('#message');
const total = document.querySelector('#total');

user.value = localStorage.getItem('user') ?? '';
user.addEventListener('change', () => {
  localStorage.setItem('user', user.value.trim());
  void showMine();
});

function say(text, refused) {
  message.textContent = text;
  message.classList.toggle('refused', refused);
}

async function showMine() {
  const name = user.value.trim();
  const answer = name === '' ? undefined : await fetch(`/api/users/${encodeURIComponent(name)}/completions`);
  const mine = answer?.ok ? (await answer.json()).days : [];
  for (const button of document.querySelectorAll('[data-day]')) {
    button.closest('.door').classList.toggle('done', mine.includes(Number(button.dataset.day)));
  }
}

async function complete(button) {
  const name = user.value.trim();
  if (name === '') {
    say('First say who is playing.', true);
    user.focus();
    return;
  }
  const answer = await fetch(`/api/days/${button.dataset.day}/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: name }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    say(body.message ?? 'That did not work.', true);
    return;
  }
  if (answer.status === 201) {
    button.querySelector('[data-count]').textContent = String(body.completions);
    total.textContent = String(Number(total.textContent) + 1);
  }
  say(answer.status === 201 ? `Day ${body.day} is done.` : `Day ${body.day} was done already.`, false);
  await showMine();
}

document.querySelector('.doors').addEventListener('click', (event) => {
  const button = event.target.closest('[data-day]');
  if (button) complete(button).catch(() => say('The server did not answer. Try again.', true));
});

await showMine();
