// The sounds of a verdict, made here (no file): success one short high note, attention two middle notes, stop one long low
// note. Off until somebody asks, because a browser and an open space both want to be asked.
const KEY = "collecte.scan_sounds";
const NOTES = {
  done: [[880, 0, 0.09]],
  again: [[520, 0, 0.06]],
  act: [[587, 0, 0.11], [587, 0.17, 0.11]],
  blocked: [[196, 0, 0.55]],
};
const SHAKES = { done: [40], again: [20], act: [60, 60, 60], blocked: [400] };
const LOUDNESS = 0.18;

let context = null;

const isOn = () => {
  try { return localStorage.getItem(KEY) === "on"; } catch { return false; }
};

const turn = (on) => {
  try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* the choice lasts as long as the page */ }
};

/** Play the sound of a verdict (done, again, act, blocked) when sounds are on; says on the document what it played. */
export const play = (name) => {
  if (!isOn() || !NOTES[name]) return;
  context ??= new AudioContext();
  context.resume();
  for (const [pitch, start, length] of NOTES[name]) {
    const note = context.createOscillator();
    const loudness = context.createGain();
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(LOUDNESS, context.currentTime + start);
    loudness.gain.exponentialRampToValueAtTime(0.001, context.currentTime + start + length);
    note.connect(loudness).connect(context.destination);
    note.start(context.currentTime + start);
    note.stop(context.currentTime + start + length);
  }
  navigator.vibrate?.(SHAKES[name]);
  document.dispatchEvent(new CustomEvent("collecte:sound", { detail: { name } }));
};

/** Show the switches and keep what they say. */
export const startSoundSwitches = () => {
  for (const button of document.querySelectorAll("[data-sound-switch]")) {
    const tell = () => {
      button.textContent = isOn() ? "Couper les sons du scan" : "Activer les sons du scan";
    };
    button.hidden = false;
    button.onclick = () => { turn(!isOn()); tell(); play("done"); };
    tell();
  }
};
