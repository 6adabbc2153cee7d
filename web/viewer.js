// A mesh that can be turned, as three.js shows it.

import * as THREE from './three/build/three.module.js';
import { OrbitControls } from './three/examples/jsm/controls/OrbitControls.js';
import { GLTFLoader } from './three/examples/jsm/loaders/GLTFLoader.js';

const kFieldOfViewDeg = 40;
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
    this.controls.autoRotate = true;
    this.controls.addEventListener('start', () => { this.controls.autoRotate = false; });
    this.scene = new THREE.Scene();
    this.scene.add(new THREE.HemisphereLight(0xffffff, 0xb0b0b0, 0.9));
    this.lamp = new THREE.DirectionalLight(0xffffff, 0.35);
    this.scene.add(this.lamp);
    this.materials = {
      clay: new THREE.MeshStandardMaterial({ color: 0x9a9a9a, roughness: 0.9 }),
      wire: new THREE.MeshBasicMaterial({ color: 0x2f6db3, wireframe: true }),
    };
    this.look = 'colour';
    this.drawForever();
  }

  /** Shows the mesh of a GLB file. Resolves when it is there, or not wanted any more. */
  async load(url) {
    if (url === this.url) return;
    this.url = url;
    this.removeObject();
    const { scene } = await new Promise((resolve, reject) => {
      new GLTFLoader().load(url, resolve, undefined, (error) => {
        if (url === this.url) this.url = null;
        reject(error);
      });
    });
    if (url !== this.url) return;
    this.object = scene;
    this.object.traverse((part) => { if (part.isMesh) part.userData.colour = part.material; });
    this.scene.add(this.object);
    this.setLook(this.look);
    this.standBefore(new THREE.Box3().setFromObject(this.object));
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
  }

  /** How the mesh looks: `colour`, `clay` or `wire`. */
  setLook(look) {
    this.look = look;
    this.object?.traverse((part) => {
      if (part.isMesh) part.material = this.materials[look] ?? part.userData.colour;
    });
  }

  standBefore(box) {
    const ball = box.getBoundingSphere(new THREE.Sphere());
    const distance = 0.95 * ball.radius / Math.sin(THREE.Math.degToRad(kFieldOfViewDeg / 2));
    this.controls.target.copy(ball.center);
    this.camera.position.copy(kFirstDirection).setLength(distance).add(ball.center);
    this.controls.autoRotate = true;
  }

  drawForever() {
    requestAnimationFrame(() => this.drawForever());
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;  // not shown
    const ratio = window.devicePixelRatio;
    if (this.canvas.width !== Math.floor(width * ratio) || this.canvas.height !== Math.floor(height * ratio)) {
      this.renderer.setPixelRatio(ratio);
      this.renderer.setSize(width, height, false);
      this.camera.aspect = width / height;
      this.camera.updateProjectionMatrix();
    }
    this.controls.update();
    this.lamp.position.copy(this.camera.position);
    this.renderer.render(this.scene, this.camera);
  }
}
