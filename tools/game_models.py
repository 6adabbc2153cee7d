#!/usr/bin/env python3
"""Models of free games as GLB files, which `syncdreamer render` reads: what docs/training.md calls game models.

    tools/game_models.py GAME PACKAGE OUT

GAME is 0ad, megaglest or supertuxkart; PACKAGE the folder into which Debian's package of its data was unpacked
(dpkg-deb -x 0ad-data_*.deb PACKAGE), of 0 A.D. also the public.zip in it (unzip public.zip 'art/*' -d PACKAGE). Files
are called after the family of a model and a number, so that families stay together when objects are held out. Kinds of
which there are many more than of others, and the kinds of made-up objects that the default model is measured by, are
left out. Needs numpy and Pillow.
"""

import hashlib
import random
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from glb_writer import GlbWriter, Part

TEAM_COLORS = [(180, 30, 30), (30, 60, 180), (40, 140, 50), (210, 180, 40), (120, 50, 140), (230, 120, 30),
               (40, 150, 160), (90, 90, 90)]
HELD_OUT_KINDS = r'elephant|cannon|crane|robot|teapot|suitcase|[Hh]at_'
LARGEST_TEXTURE = 512


class Model(NamedTuple):
    group: str  # of which no more than CAPS says are taken
    family: str
    parts: list


# --- reading ---------------------------------------------------------------------------------------------------------


class Reader:
    """Values one after the other out of a binary file, little endian."""

    def __init__(self, path, first=0):
        self.data, self.at = path.read_bytes(), first

    def values(self, form):
        result = struct.unpack_from('<' + form, self.data, self.at)
        self.at += struct.calcsize('<' + form)
        return result if len(result) > 1 else result[0]

    def array(self, kind, *shape):
        count = int(np.prod(shape))
        result = np.frombuffer(self.data, kind, count, self.at)
        self.at += result.nbytes
        return result.reshape(shape)

    def text(self, size):
        self.at += size
        return self.data[self.at - size:self.at].split(b'\0')[0].decode('latin1')


def read_picture(path):
    picture = Image.open(path).convert('RGBA')
    picture.thumbnail((LARGEST_TEXTURE, LARGEST_TEXTURE))
    return picture


def in_team_color(picture, color, least_light):
    """The colour of the player shows where the alpha is low, as dark as the picture there but for `least_light`."""
    levels = np.asarray(picture) / 255
    share, light = levels[..., 3:], np.clip(1.2 * levels[..., :3], least_light, 1)
    return Image.fromarray((255 * levels[..., :3] * share + color * light * (1 - share)).astype('uint8'))


# --- 0 A.D. ----------------------------------------------------------------------------------------------------------

# What only shows on the ground or in the air, and parts that are nothing by themselves.
ZERO_AD_LEFT_OUT = re.compile(
    r'decal|blood|special/(?!eyecandy)|particle|dust|smoke|fire|torch|garrison|shadow|dirt|rubble|destruct|water|flag_|'
    r'fading|invisible|campaign|circle|shoal|fish_single|fndn_|grass|leaves|_nature|_tiles?\b|paint|trans\b|_plants|'
    r'stain|_sail|scaf|blanket|rope|banner|foliage|ivy|oar|' + HELD_OUT_KINDS)
ZERO_AD_FOLDERS = re.compile(r'(fauna|structures|units|flora/trees|geology|'
                             r'props/(units/(helmets|shields|weapons|heads|tools)|flora|structures))/')


def matrix_of(translation, quaternion):
    x, y, z, w = np.array(quaternion) / (np.linalg.norm(quaternion) or 1)
    matrix = np.eye(4)
    matrix[:3, :3] = [[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]]
    matrix[:3, 3] = translation
    return matrix


class ZeroAdMesh:
    """A PMD file of version 4: vertices in their rest pose, bones, and points where props are held."""

    def __init__(self, path):
        reader = Reader(path, 12)
        count, num_uvs = reader.values('2I')
        vertex = np.dtype([('position', '<f4', 3), ('normal', '<f4', 3), ('uv', '<f4', (num_uvs, 2)),
                           ('bones', 'u1', 4), ('weights', '<f4', 4)])
        self.vertices = reader.array(vertex, count)
        self.triangles = reader.array('<u2', reader.values('I'), 3)
        self.bones = reader.array('<f4', reader.values('I'), 7)
        self.points = {}
        for _ in range(reader.values('I')):
            name = reader.text(reader.values('I')).lower()
            self.points[name] = reader.values('7f'), reader.values('B')

    def pose(self, frame):
        return [matrix_of(bone[:3], bone[3:]) for bone in (self.bones if frame is None else frame)]

    def positions(self, frame):
        rest = np.c_[self.vertices['position'], np.ones(len(self.vertices))]
        if frame is None:
            return rest
        moved = [new @ np.linalg.inv(old) for new, old in zip(self.pose(frame), self.pose(None))] + [np.eye(4)]
        bones, weights = self.vertices['bones'].astype(int), self.vertices['weights']
        has_bone = bones != 255
        weights = np.where(has_bone, weights, 0)
        matrices = np.array(moved)[np.where(has_bone, np.minimum(bones, len(self.bones)), 0)]
        skinned = np.einsum('nkij,nj,nk->ni', matrices, rest, weights)
        return np.where(weights.sum(1, keepdims=True) < 0.5, rest, skinned)


def first_frame(path, num_bones):
    """Of an animation (PSA); nothing if it is one of other bones."""
    if not path.exists():
        return None
    reader = Reader(path, 12)
    reader.text(reader.values('I'))
    _, bones, frames = reader.values('fII')
    return reader.array('<f4', frames, bones, 7)[0] if bones == num_bones and frames > 0 else None


class Actor:
    """What is drawn of the variants that an actor's XML offers."""

    def __init__(self, element, variants, draw):
        self.mesh, self.textures, self.props, self.idle = None, {}, {}, None
        self.material = element.findtext('material', 'default.xml').strip()
        self.variants = variants
        for group in element.findall('group'):
            offered = group.findall('variant')
            frequencies = [float(variant.get('frequency') or 0) for variant in offered]
            if sum(frequencies) > 0:
                self.take(draw.choices(offered, frequencies)[0])
            elif offered and offered[0].get('name', '').lower() not in ('death', 'garrisoned', 'damaged'):
                self.take(offered[0])

    def take(self, variant):
        shared = self.variants / variant.get('file', '')
        if shared.is_file():
            self.take(ElementTree.parse(shared).getroot())
        self.mesh = variant.findtext('mesh', self.mesh or '').strip() or None
        self.textures |= {texture.get('name'): texture.get('file') for texture in variant.iter('texture')}
        self.props |= {prop.get('attachpoint'): prop.get('actor') for prop in variant.findall('props/prop')}
        for animation in variant.findall('animations/animation'):
            if animation.get('name', '').lower() == 'idle' and self.idle is None:
                self.idle = animation.get('file')


class ZeroAd:
    CAPS = {'structures': 250, 'units': 260, 'trees': 90, 'geology': 25, 'shields': 50, 'helmets': 60, 'heads': 25,
            'weapons': 50, 'tools': 30, 'props of structures': 200, 'flora': 40}

    def __init__(self, package):
        self.art = package / 'art'
        self.pictures = {}

    def sources(self):
        actors = self.art / 'actors'
        names = [path.relative_to(actors).with_suffix('').as_posix() for path in sorted(actors.rglob('*.xml'))]
        return [name for name in names if ZERO_AD_FOLDERS.match(name) and not ZERO_AD_LEFT_OUT.search(name)]

    def model(self, name):
        draw = random.Random(name)
        parts = self.parts(self.art / 'actors' / (name + '.xml'), np.eye(4), draw, draw.choice(TEAM_COLORS))
        folders, own = name.split('/')[:-1], name.split('/')[-1]
        group = folders[0] if folders[0] != 'props' else folders[2] if folders[1] == 'units' else folders[1]
        if folders[:2] == ['flora', 'trees']:
            group = 'trees'
        if folders[:2] == ['props', 'structures']:
            group = 'props of structures'
        if group in ('geology', 'shields', 'helmets', 'heads', 'weapons', 'tools'):
            return Model(group, group, parts)
        if group == 'fauna':
            return Model(group, re.match('[a-z]+', own)[0], parts)
        return Model(group, group + re.sub(r'_(new|small|med|medium|large|short|long|[a-f])$', '', own), parts)

    def parts(self, path, place, draw, color, depth=0):
        root = ElementTree.parse(path).getroot()
        if root.tag == 'qualitylevels':
            best = root.findall('actor')[-1]
            if best.get('file'):
                return self.parts(self.art / 'actors' / best.get('file'), place, draw, color, depth)
            root = best if len(best) > 0 else root.find('inline')
        actor = Actor(root, self.art / 'variants', draw)
        file = self.art / 'meshes' / f'{actor.mesh}.cached.pmd'
        if not file.exists():
            return []
        mesh = ZeroAdMesh(file)
        frame = first_frame(self.art / 'animation' / f'{actor.idle}.cached.psa', len(mesh.bones))
        parts = self.skin(actor, mesh, (mesh.positions(frame) @ place.T)[:, :3], color)
        bones = mesh.pose(frame)
        for point, prop in actor.props.items():
            place_of_point = self.place_of(mesh, bones, (point or 'root').lower())
            if depth < 4 and prop and place_of_point is not None and not ZERO_AD_LEFT_OUT.search(prop):
                prop_path = self.art / 'actors' / prop
                if prop_path.is_file():
                    parts += self.parts(prop_path, place @ place_of_point, draw, color, depth + 1)
        return parts

    @staticmethod
    def place_of(mesh, bones, point):
        if point == 'root':
            return np.eye(4)
        if 'prop-' + point not in mesh.points:
            return None
        place, bone = mesh.points['prop-' + point]
        matrix = matrix_of(place[:3], place[3:])
        return bones[bone] @ matrix if bone < len(bones) else matrix

    def skin(self, actor, mesh, positions, color):
        file = self.art / 'textures/skins' / f'{actor.textures.get("baseTex")}.cached.dds'
        if not file.exists():
            return []
        if file not in self.pictures:
            self.pictures[file] = read_picture(file)
        picture = self.pictures[file]
        has_cutouts = 'trans' in actor.material and 'player' not in actor.material
        if 'player' in actor.material or 'objectcolor' in actor.material:
            picture = in_team_color(picture, color, 0.35)
        elif not has_cutouts:
            picture = picture.convert('RGB')
        return [Part(positions, mesh.vertices['uv'][:, 0], mesh.triangles, picture, (1, 1, 1), has_cutouts)]


# --- MegaGlest -------------------------------------------------------------------------------------------------------


class MegaGlest:
    CAPS = {'tilesets': 150}
    LEFT_OUT = re.compile(r'grass|none|nettle|reed|formation|^data/|' + HELD_OUT_KINDS)

    def __init__(self, package):
        self.root = package / 'usr/share/games/megaglest'

    def sources(self):
        """One file of every unit, of what it does where it stands, and all objects of landscapes."""
        groups = {}
        for path in sorted(self.root.rglob('*.g3d')):
            name = path.relative_to(self.root)
            groups.setdefault(name.parent if 'units' in name.parts else name, []).append(path)
        def rank(path):
            stands = re.search('stand|idle|_built|wait', path.name) and 'construction' not in path.name
            return not stands, bool(re.search('construction|dying|dead', path.name)), path
        chosen = [min(paths, key=rank) for paths in groups.values()]
        return [path for path in chosen if not self.LEFT_OUT.search(path.relative_to(self.root).as_posix())]

    def model(self, path):
        names = path.relative_to(self.root).parts
        family = names[names.index('units') + 1] if 'units' in names else path.stem
        return Model(names[0], family, self.parts(path, random.Random(str(names)).choice(TEAM_COLORS)))

    @staticmethod
    def parts(path, team_color):
        """Of a G3D file of version 4, its first frame."""
        reader, parts = Reader(path), []
        if reader.values('3sB') != (b'G3D', 4):
            return []
        num_meshes, _ = reader.values('HB')
        for _ in range(num_meshes):
            reader.text(64)
            num_frames, num_vertices, num_indices = reader.values('3I')
            color, _, opacity = reader.values('3f'), reader.values('4f'), reader.values('f')
            properties, textures = reader.values('2I')
            files = [reader.text(64) for bit in range(5) if textures >> bit & 1]
            frames = reader.array('<f4', num_frames, num_vertices, 3)
            reader.array('<f4', num_frames, num_vertices, 3)  # normals
            uvs = reader.array('<f4', num_vertices, 2) * [1, -1] + [0, 1] if textures else np.zeros((num_vertices, 2))
            triangles = reader.array('<u4', num_indices // 3, 3)
            if num_vertices == 0 or len(triangles) == 0 or opacity < 0.5:
                continue
            if not textures & 1:
                parts.append(Part(frames[0], uvs, triangles, None, color, False))
            elif picture := find_picture(path.parent / files[0]):
                has_team_color, levels = bool(properties & 1), np.asarray(picture)[..., 3]
                has_cutouts = not has_team_color and bool(levels.min() < 128)
                if has_team_color:
                    picture = in_team_color(picture, team_color, 1)
                elif not has_cutouts:
                    picture = picture.convert('RGB')
                parts.append(Part(frames[0], uvs, triangles, picture, (1, 1, 1), has_cutouts))
        return parts


def find_picture(path):
    """A picture that is called so, in whatever case; nothing if there is none."""
    folder = path.parent.resolve()
    found = [each for each in folder.iterdir() if each.name.lower() == path.name.lower()] if folder.is_dir() else []
    return read_picture(found[0]) if found else None


# --- SuperTuxKart ----------------------------------------------------------------------------------------------------


class SuperTuxKart:
    CAPS = {'library': 150, 'tracks': 100}
    LEFT_OUT = re.compile(
        r'wheel|gfx_|[Tt]rack\b|_track|sky|terrain|water|shadow|_ground|navmesh|[Ll]od|LOD|low$|bubble|[Hh]ead[Ll]ight|'
        r'Flag|Grass|effect|[Bb]eam|Rail\b|[Cc]ircle|[Pp]lane\.|[Rr]ibbon|[Aa]rrow|[Nn]eon|advert|wing|lensflare|'
        r'billboard|Light_|' + HELD_OUT_KINDS)

    def __init__(self, package):
        self.root = package / 'usr/share/games/supertuxkart/data'
        self.files = {path.name.lower(): path for path in self.root.rglob('*') if path.suffix in ('.png', '.jpg')}
        self.pictures = {}

    def sources(self):
        paths = [path for folder in ('library', 'karts', 'models', 'tracks')
                 for path in sorted((self.root / folder).rglob('*.spm'))]
        return [path for path in paths
                if not self.LEFT_OUT.search(path.relative_to(self.root).with_suffix('').as_posix())]

    def model(self, path):
        folders = path.relative_to(self.root).parts
        parts = self.parts(path)
        largest = max(np.ptp(part.positions, axis=0).max() for part in parts) if parts else 0
        if folders[0] == 'tracks' and (largest > 15 or sum(len(part.triangles) for part in parts) < 100):
            return Model('', '', [])  # landscape, and what lies about in it
        family = path.stem if folders[0] in ('tracks', 'models') else folders[1]
        return Model(folders[0], family.replace('stklib', ''), parts)

    def picture(self, path, name):
        beside = path.parent / name
        file = beside if beside.exists() else self.files.get(name.lower())
        if file is not None and file not in self.pictures:
            picture = read_picture(file)
            has_cutouts = (np.asarray(picture)[..., 3] < 128).mean() > 0.02
            self.pictures[file] = picture if has_cutouts else picture.convert('RGB')
        return self.pictures.get(file)

    def parts(self, path):
        """Of an SPM file, moving ones in their rest pose."""
        reader, parts = Reader(path), []
        mark, kind, flags = reader.values('2s2B')
        if mark != b'SP':
            return []
        reader.values('6f')
        textures = [[reader.text(reader.values('B')) for _ in range(2)] for _ in range(reader.values('H'))]
        has_normals, has_colors, has_tangents, is_skinned = flags & 1, flags & 2, flags & 4, kind & 7 == 1
        for _ in range(reader.values('H')):
            for _ in range(reader.values('H')):
                num_vertices, num_indices, material = reader.values('IIH')
                first, second = textures[material]
                positions, uvs = np.zeros((num_vertices, 3)), np.zeros((num_vertices, 2))
                colors = np.full((num_vertices, 3), 255)
                for vertex in range(num_vertices):
                    positions[vertex] = reader.values('3f')
                    reader.at += 4 if has_normals else 0
                    if has_colors and reader.values('B') != 128:  # which is white
                        colors[vertex] = reader.values('3B')
                    if first:
                        uvs[vertex] = reader.values('2e')
                        reader.at += (4 if second else 0) + (4 if has_tangents else 0)
                    reader.at += 16 if is_skinned else 0
                triangles = reader.array('<u2' if num_vertices > 255 else 'u1', num_indices // 3, 3)
                picture = self.picture(path, first) if first else None
                has_cutouts = picture is not None and picture.mode == 'RGBA'
                parts.append(Part(positions, uvs, triangles, picture, tuple(colors.mean(0) / 255), has_cutouts))
        return parts


# --- all -------------------------------------------------------------------------------------------------------------


def is_object(parts):
    """Whether it has some triangles and is no stick."""
    if sum(len(part.triangles) for part in parts) < 20:
        return False
    sides = sorted(np.ptp(np.concatenate([part.positions for part in parts]), axis=0))
    return sides[1] >= 0.12 * sides[2]


def look_of(parts):
    """The same for models that look the same."""
    sums = hashlib.md5()
    for part in parts:
        sums.update(part.positions.round(3).tobytes())
        sums.update(part.picture.tobytes() if part.picture is not None else str(part.color).encode())
    return sums.digest()


def main():
    games = {'0ad': ZeroAd, 'megaglest': MegaGlest, 'supertuxkart': SuperTuxKart}
    if len(sys.argv) != 4 or sys.argv[1] not in games:
        sys.exit(__doc__)
    game, out = games[sys.argv[1]](Path(sys.argv[2])), Path(sys.argv[3])
    sources = game.sources()
    if not sources:
        sys.exit(f'{sys.argv[2]}: found no model of {sys.argv[1]}, expected the files of its package')
    random.Random(1).shuffle(sources)
    out.mkdir(parents=True, exist_ok=True)
    taken, numbers, seen = {}, {}, set()
    for source in sources:
        group, family, parts = game.model(source)
        if not is_object(parts) or taken.get(group, 0) >= game.CAPS.get(group, 1000):
            continue
        looks = look_of(parts)
        if looks in seen:
            continue
        seen.add(looks)
        taken[group] = taken.get(group, 0) + 1
        family = re.sub('[^a-z]', '', family.lower()) or group
        numbers[family] = numbers.get(family, 0) + 1
        writer = GlbWriter()
        for part in parts:
            writer.add_part(part)
        writer.write(out / f'{family}{numbers[family]}.glb')
    print(', '.join(f'{count} {group}' for group, count in sorted(taken.items())))


if __name__ == '__main__':
    main()
