// SPDX-License-Identifier: Apache-2.0
// Rings while somebody must accept an order. Browsers allow sound only after a click: the button is that click.

const EVERY_MS = 4_000;

export class Ringer {
  constructor(button) {
    this.button = button;
    this.pending = 0;
    this.isOn = false;
    /** @type {AudioContext} Made by the first click. */
    this.context = null;
    button.addEventListener("click", () => this.turn(!this.isOn));
    setInterval(() => this.pending && this.isOn && this.chime(), EVERY_MS);
  }

  turn(isOn) {
    this.isOn = isOn;
    this.context ??= new AudioContext();
    if (isOn) this.context.resume().then(() => this.chime());
    this.button.setAttribute("aria-pressed", String(isOn));
    this.button.textContent = isOn ? "Sound on" : "Sound off";
  }

  ring(pending) {
    if (pending > this.pending && this.isOn) this.chime();
    this.pending = pending;
  }

  chime() {
    [880, 1174.7].forEach((frequency, place) => {
      const start = this.context.currentTime + place * 0.18;
      const volume = this.context.createGain();
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.4, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
      volume.connect(this.context.destination);
      const tone = new OscillatorNode(this.context, { frequency });
      tone.connect(volume);
      tone.start(start);
      tone.stop(start + 0.5);
    });
  }
}
