// A mesh that can be turned, as three.js shows it.

import * as THREE from './three/build/three.module.js';
import { OrbitControls } from './three/examples/jsm/controls/OrbitControls.js';
import { GLTFLoader } from './three/examples/jsm/loaders/GLTFLoader.js';

const kFieldOfViewDeg = 40;
const kTurnMs = 30000;  // after which the mesh stands still: one turn
const kKeys = {  // factors of the distance, and radians
  ArrowLeft: { theta: -0.15 }, ArrowRight: { theta: 0.15 }, ArrowUp: { phi: -0.15 }, ArrowDown: { phi: 0.15 },
  '+': { zoom: 0.9 }, '-': { zoom: 1 / 0.9 },
};
const kFirstDirection = new THREE.Vector3(1, 0.5, 0);  // from the object to the camera, y up: the picture's, from above

export class Viewer {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
    this.renderer.setClearColor(0xffffff);
    this.renderer.gammaOutput = true;
    this.renderer.gammaFactor = 2.2;
    this.camera = new THREE.PerspectiveCamera(kFieldOfViewDeg, 1, 0.01, 100);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.enableDamping = true;
    this.controls.enableKeys = false;  // which would push the mesh aside
    this.controls.addEventListener('start', () => { this.controls.autoRotate = false; });
    canvas.addEventListener('dblclick', () => this.standBefore());
    canvas.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.altKey && !event.metaKey && this.press(event.key)) event.preventDefault();
    });
    this.scene = new THREE.Scene();
    this.scene.add(new THREE.HemisphereLight(0xffffff, 0xb0b0b0, 0.9));
    this.lamp = new THREE.DirectionalLight(0xffffff, 0.35);
    this.scene.add(this.lamp);
    this.materials = {
      clay: new THREE.MeshStandardMaterial({ color: 0x9a9a9a, roughness: 0.9 }),
      wire: new THREE.MeshBasicMaterial({ color: 0x2f6db3, wireframe: true }),
    };
    this.numLoads = 0;
    this.look = 'colour';
    this.hasChanged = true;  // since it was drawn
    this.drawForever();
  }

  /** Shows the mesh of a GLB file. Resolves when it is there, or not wanted any more. */
  async load(url) {
    if (url === this.url) return;
    this.url = url;
    this.numLoads += 1;
    const number = this.numLoads;
    this.removeObject();
    const { scene } = await new Promise((resolve, reject) => {
      new GLTFLoader().load(url, resolve, undefined, (error) => {
        if (number === this.numLoads) this.url = null;
        reject(error);
      });
    });
    if (number !== this.numLoads) return;
    this.object = scene;
    this.object.traverse((part) => { if (part.isMesh) part.userData.colour = part.material; });
    this.scene.add(this.object);
    this.setLook(this.look);
    this.ball = new THREE.Box3().setFromObject(this.object).getBoundingSphere(new THREE.Sphere());
    this.standBefore();
  }

  removeObject() {
    this.object?.traverse((part) => {
      if (!part.isMesh) return;
      part.geometry.dispose();
      part.userData.colour.map?.dispose();
      part.userData.colour.dispose();
    });
    if (this.object) this.scene.remove(this.object);
    this.object = null;
    this.hasChanged = true;
  }

  /** How the mesh looks: `colour`, `clay` or `wire`. */
  setLook(look) {
    this.look = look;
    this.object?.traverse((part) => {
      if (part.isMesh) part.material = this.materials[look] ?? part.userData.colour;
    });
    this.hasChanged = true;
  }

  /** Goes to where the mesh is first seen from, and lets it turn once. */
  standBefore() {
    if (!this.object) return;
    const distance = 0.95 * this.ball.radius / Math.sin(THREE.Math.degToRad(kFieldOfViewDeg / 2));
    this.controls.target.copy(this.ball.center);
    this.camera.position.copy(kFirstDirection).setLength(distance).add(this.ball.center);
    this.controls.autoRotate = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.restsAt = performance.now() + kTurnMs;
  }

  /** Goes around the mesh (arrows), nearer or farther (+, -), or back (Home). Returns whether the key says so. */
  press(key) {
    if (key === 'Home') {
      this.standBefore();
      return true;
    }
    if (!(key in kKeys)) return false;
    const { theta = 0, phi = 0, zoom = 1 } = kKeys[key];
    const place = new THREE.Spherical().setFromVector3(this.camera.position.clone().sub(this.controls.target));
    place.set(place.radius * zoom, place.phi + phi, place.theta + theta).makeSafe();
    this.camera.position.setFromSpherical(place).add(this.controls.target);
    this.controls.autoRotate = false;
    return true;
  }

  /** Draws when there is something new to see: what stands still costs nothing. */
  drawForever() {
    requestAnimationFrame(() => this.drawForever());
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) {  // not shown
      this.hasChanged = true;
      return;
    }
    const ratio = window.devicePixelRatio;
    if (this.canvas.width !== Math.floor(width * ratio) || this.canvas.height !== Math.floor(height * ratio)) {
      this.renderer.setPixelRatio(ratio);
      this.renderer.setSize(width, height, false);
      this.camera.aspect = width / height;
      this.camera.updateProjectionMatrix();
      this.hasChanged = true;
    }
    if (performance.now() > this.restsAt) this.controls.autoRotate = false;
    if (!this.controls.update() && !this.hasChanged) return;
    this.hasChanged = false;
    this.lamp.position.copy(this.camera.position);
    this.renderer.render(this.scene, this.camera);
  }
}
