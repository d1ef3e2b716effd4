// Records a voice note from the microphone, or stands in for one where there is none.

import { sampleSound } from "./samples.js";

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const LONGEST = 20;

export class Recorder {
  // `real` is false when the sound will be a generated sample.
  static async begin() {
    const stream = await microphone();
    return new Recorder(stream);
  }

  constructor(stream) {
    this.started = performance.now();
    this.real = stream !== null;
    this.stream = stream;
    this.parts = [];
    if (!stream) return;
    const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each));
    this.machine = new MediaRecorder(stream, type ? { mimeType: type } : {});
    this.machine.ondataavailable = (event) => this.parts.push(event.data);
    this.machine.start();
  }

  get length() {
    return (performance.now() - this.started) / 1000;
  }

  async finish() {
    const length = Math.max(1, this.length);
    if (!this.real) {
      return { sound: sampleSound(Math.min(LONGEST, length)), name: "voice.wav" };
    }
    await new Promise((stopped) => {
      this.machine.onstop = stopped;
      this.machine.stop();
    });
    this.cancel();
    const type = this.machine.mimeType.split(";")[0];
    return { sound: new Blob(this.parts, { type }), name: `voice.${type.split("/")[1]}` };
  }

  cancel() {
    this.stream?.getTracks().forEach((track) => track.stop());
  }
}

async function microphone() {
  if (!navigator.mediaDevices || !("MediaRecorder" in window)) return null;
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null;
  }
}
