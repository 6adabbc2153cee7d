// The page: what is ordered, what is looked at, and everything that there is.

import * as api from './api.js';
import * as object from './object.js';
import * as order from './order.js';

const kBusyMs = 500;
const kIdleMs = 5000;

const gallery = document.querySelector('#gallery');
const notice = document.querySelector('#notice');
let jobs = [];
let chosen = null;  // the id of a job
let nextLook = null;
let numLooks = 0;
let knowsServer = false;

function card(job) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.classList.toggle('chosen', job.id === chosen);
  button.addEventListener('click', () => { chosen = job.id; draw(); });
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

function draw() {
  if (!jobs.some((job) => job.id === chosen)) chosen = jobs[0]?.id ?? null;
  object.show(jobs.find((job) => job.id === chosen) ?? null);
  const hasFocus = gallery.contains(document.activeElement);
  const drawn = JSON.stringify([chosen, jobs.map(({ id, state, files }) => [id, state, files.length])]);
  if (gallery.dataset.drawn === drawn) return;
  gallery.dataset.drawn = drawn;
  gallery.replaceChildren(...jobs.map(card));
  if (hasFocus) gallery.querySelector('.chosen')?.focus();
}

/** Learns what the server is and which settings it starts from, which the form shows. */
async function learnServer() {
  const about = await api.about();
  document.querySelector('#about').textContent = `${about.model}, on ${about.device}`;
  order.showDefaults(about.settings);
  knowsServer = true;
}

async function look() {
  clearTimeout(nextLook);
  numLooks += 1;
  const number = numLooks;
  if (!knowsServer) await learnServer().catch(() => {});
  const answer = await api.jobs().catch(() => null);
  if (number !== numLooks) return;  // a later look, which knows more, is on its way
  if (answer !== null) {
    jobs = answer;
    draw();
  }
  notice.hidden = answer !== null;
  const isBusy = jobs.some((job) => !api.isOver(job));
  document.title = `${answer === null ? 'no answer – ' : isBusy ? 'working – ' : ''}syncdreamer`;
  nextLook = setTimeout(look, isBusy ? kBusyMs : kIdleMs);
}

order.onOrder((job) => { chosen = job.id; look(); });
object.listen(look);
look();
