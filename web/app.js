// The page: what is ordered, what is looked at, and everything that there is.

import * as api from './api.js';
import * as object from './object.js';
import * as order from './order.js';

const kBusyMs = 500;
const kIdleMs = 5000;
const kNotLooked = [];

const gallery = document.querySelector('#gallery');
const notice = document.querySelector('#notice');
const news = document.querySelector('#news');  // for screen readers
let jobs = kNotLooked;
let chosen = null;  // the id of a job
let nextLook = null;
let numLooks = 0;
let knowsServer = false;

function card(job) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.id = job.id;
  object.mark(button, job.id === chosen);
  button.addEventListener('click', () => {
    chosen = job.id;
    draw();
    object.bringIntoSight();
  });
  const hasPicture = job.files.includes('input.png');
  const picture = document.createElement(hasPicture ? 'img' : 'div');
  if (hasPicture) {
    picture.src = api.fileOf(job, 'input.png');
    picture.alt = '';
    picture.loading = 'lazy';
    if (job.files.includes('turntable.gif')) {
      button.addEventListener('pointerenter', () => { picture.src = api.fileOf(job, 'turntable.gif'); });
      button.addEventListener('pointerleave', () => { picture.src = api.fileOf(job, 'input.png'); });
    }
  } else {
    picture.className = 'blank';
    picture.textContent = job.state;
  }
  const name = document.createElement('span');
  name.textContent = name.title = job.name;
  button.append(picture, name);
  item.append(button);
  return item;
}

const jobOf = (id) => jobs.find((job) => job.id === id) ?? null;

function draw() {
  if (jobOf(chosen) === null) chosen = (jobs.find((job) => job.state === 'running') ?? jobs[0])?.id ?? null;
  const older = jobs.slice(jobs.findIndex((job) => job.id === chosen) + 1);
  object.show(jobOf(chosen), older.filter((job) => !api.isOver(job)).length);
  const focused = gallery.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const drawn = JSON.stringify([chosen, jobs.map(({ id, state, files }) => [id, state, files.length])]);
  if (gallery.dataset.drawn === drawn) return;
  gallery.dataset.drawn = drawn;
  gallery.replaceChildren(...jobs.map(card));
  if (focused !== null) gallery.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

/** Says which jobs have ended since a look at them, if it was the first one, none. */
function tellEnds(before) {
  const wasOver = (job) => before.some((known) => known.id === job.id && api.isOver(known));
  const ended = jobs.filter((job) => api.isOver(job) && !wasOver(job));
  if (ended.length > 0 && before !== kNotLooked)
    news.textContent = ended.map((job) => `${job.name}: ${job.state}`).join(', ');
}

/** Learns what the server is and which settings it starts from, which the page shows. */
async function learnServer() {
  const about = await api.about();
  document.querySelector('#about').textContent = `${about.model}, on ${about.device}`;
  order.learn(about);
  knowsServer = true;
}

async function look() {
  clearTimeout(nextLook);
  numLooks += 1;
  const number = numLooks;
  if (!knowsServer) await learnServer().catch(() => {});
  const answer = await api.jobs().catch(() => null);
  if (number !== numLooks) return;  // a later look, which knows more, is on its way
  if (answer === null) {
    knowsServer = false;  // it may be another one when it answers again
  } else {
    const before = jobOf(chosen);
    const jobsBefore = jobs;
    jobs = answer;
    tellEnds(jobsBefore);
    if (before !== null && !api.isOver(before) && jobOf(chosen) === null)
      order.say(`${before.name} is gone: it was removed, or lost when the server ended.`);
    draw();
  }
  notice.hidden = answer !== null;
  const isBusy = jobs.some((job) => !api.isOver(job));
  document.title = `${answer === null ? 'no answer – ' : isBusy ? 'working – ' : ''}syncdreamer`;
  nextLook = setTimeout(look, isBusy ? kBusyMs : kIdleMs);
}

order.onOrder(async (job) => {
  if (jobs === kNotLooked) jobs = [job];
  chosen = job.id;
  await look();
  object.bringIntoSight();
});
object.listen(look);
look();
